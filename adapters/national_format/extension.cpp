#include "adapters/national_format/extension.hpp"

#include "adapters/national_format/fields.hpp"

#include <set>

namespace clearing::national_format {

namespace {

constexpr auto filing_table = std::to_array<TextField<Filing>>({
    {{.name = "FILING_TYPE"}, text<&Filing::type>},
    {{.name = "FILING_NO"}, text<&Filing::number>},
    {{.name = "FILING_BEGN"}, text<&Filing::begin_date>},
    {{.name = "FILING_END"}, text<&Filing::end_date>},
});
constexpr std::string_view further_filings = "FILINGS";

void carry_members(const json::Object& object, Carried& into) {
    std::set<std::string> known;
    for (const CarriedField& field : into)
        if (field.node == extension_node) known.insert(field.key);
    for (const json::Member& member : object)
        if (!is_absent(member.second) && !known.contains(member.first))
            into.push_back({std::string(extension_node), member.first, json::write(member.second)});
}

enum class Asked : bool { no, yes };  ///< asked: in a request

void read_one(Node& node, std::string_view name, Asked asked, Carried& into) {
    const json::Value* value = node.take(name);
    if (!value) return;
    if (const json::Object* object = value->as_object()) return carry_members(*object, into);
    const std::string* text = value->as_string();
    if (!text && asked == Asked::yes) return node.fault(ErrorCode::wrong_type, name);
    const auto parsed = text ? json::parse(*text) : json::Value();
    if (parsed && parsed->as_object()) return carry_members(*parsed->as_object(), into);
    if (asked == Asked::yes && text->starts_with('{')) return node.fault(ErrorCode::invalid_value, name);
    into.push_back({std::string(extension_node), std::string(name), json::write(*value)});
}

void check_injury(Node& node, const Carried& carried) {
    const std::string injury = extension_member(carried, "TRUM_FLAG");
    const std::string third_party = extension_member(carried, "REL_TTP_FLAG");
    for (const auto& [key, value] : {std::pair("TRUM_FLAG", injury), std::pair("REL_TTP_FLAG", third_party)})
        if (!value.empty() && value != "0" && value != "1")
            node.fault(ErrorCode::invalid_value, std::string(extension_node) + "." + key);
    if (injury == "1" && third_party.empty())
        node.fault(ErrorCode::missing_field, std::string(extension_node) + ".REL_TTP_FLAG");
}

}  // namespace

void read_extension(Node& node, Carried& into) {
    read_one(node, "exp_content", Asked::yes, into);
    read_one(node, "expContent", Asked::yes, into);
    check_injury(node, into);
}

void read_answered_extension(Node& node, Carried& into) {
    read_one(node, "exp_content", Asked::no, into);
    read_one(node, "expContent", Asked::no, into);
}

void write_extension(json::Value& node, const Carried& carried) {
    json::Value extension;
    MemberAdder members(extension);
    for (const CarriedField& field : carried)
        if (field.node == extension_node)
            if (auto value = json::parse(field.json)) members.add(field.key, std::move(*value));
    if (extension.is_null()) return;
    const json::Member& first = extension.as_object()->front();
    const bool is_no_object =
        !first.second.as_object() && (first.first == "exp_content" || first.first == "expContent");
    if (is_no_object && extension.as_object()->size() == 1)
        node.set(extension_node, json::Value(first.second));
    else
        node.set(extension_node, json::write(extension));
}

std::string extension_member(const Carried& carried, std::string_view key) {
    for (const CarriedField& field : carried) {
        if (field.node != extension_node || field.key != key) continue;
        const auto value = json::parse(field.json);
        return value ? as_text(*value).value_or("") : "";
    }
    return {};
}

void set_extension_member(Carried& carried, std::string_view key, const std::string& text) {
    std::erase_if(carried, [&](const CarriedField& field) { return field.node == extension_node && field.key == key; });
    carried.push_back({std::string(extension_node), std::string(key), json::write(json::Value(text))});
}

bool is_emergency(const Carried& carried) {
    const std::string outpatient = extension_member(carried, "OTP_ER_REFL_FLAG");
    return outpatient == "1" || outpatient == "3" || extension_member(carried, "IPT_TYPE") == "2";
}

void say_emergency(Carried& carried, CareSetting care) {
    if (is_emergency(carried)) return;
    if (care == CareSetting::outpatient)
        set_extension_member(carried, "OTP_ER_REFL_FLAG", "1");
    else
        set_extension_member(carried, "IPT_TYPE", "2");
}

void FoundFilings::add(Filing filing) {
    const bool is_new = known_.insert({filing.type, filing.number, filing.begin_date, filing.end_date}).second;
    if (is_new) filings_.push_back(std::move(filing));
}

namespace {

void add_filing(Node& node, FoundFilings& filings) {
    Filing filing;
    read_texts<Filing>(node, filing_table, filing);
    if (!filing.type.empty()) filings.add(std::move(filing));
}

}  // namespace

void take_filings(Carried& carried, FoundFilings& filings) {
    json::Value own;
    MemberAdder members(own);
    std::erase_if(carried, [&](const CarriedField& field) {
        if (field.node != extension_node || !field.key.starts_with("FILING")) return false;
        if (auto value = json::parse(field.json)) members.add(field.key, std::move(*value));
        return true;
    });
    Faults ignored;  // a filing is information; a broken one is none
    Node node(&own, std::string(extension_node), std::string(extension_node), ignored, false);
    add_filing(node, filings);
    for (Node& row : node.rows(further_filings, Need::optional))
        add_filing(row, filings);
}

void put_filings(const std::vector<Filing>& filings, Carried& carried) {
    if (filings.empty()) return;
    json::Value first;
    write_texts<Filing>(first, filing_table, filings.front());
    for (const json::Member& member : *first.as_object())
        carried.push_back({std::string(extension_node), member.first, json::write(member.second)});
    json::Array further;
    for (std::size_t i = 1; i < filings.size(); ++i) {
        json::Value filing;
        write_texts<Filing>(filing, filing_table, filings[i]);
        further.push_back(std::move(filing));
    }
    if (!further.empty())
        carried.push_back({std::string(extension_node), std::string(further_filings), json::write(further)});
}

}  // namespace clearing::national_format
