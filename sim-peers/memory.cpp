#include "sim-peers/memory.hpp"

#include "sim-peers/delta/day.hpp"

namespace clearing::peers {
namespace {

std::string from_hex(const std::string& text) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        bytes += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
    return bytes;
}

}  // namespace

Json Memory::entry(const char* what) const {
    Json json = Json::object(), serials = Json::object();
    for (const auto& [name, serial] : parts_.serials)
        serials.set(name, Json::number(*serial));
    json.set("what", what).set("now", parts_.clock->now()).set("serials", std::move(serials));
    return json;
}

void Memory::put_back_numbers(const Json& entry) {
    for (const auto& [name, serial] : parts_.serials)
        *serial = entry["serials"][name].integer(*serial);
    parts_.clock->set_to(entry.text("now"));
}

Clock::Standstill Memory::keep_delta(const std::string& message, bool unbalanced) {
    Clock::Standstill still(*parts_.clock);
    if (!is_on()) return still;
    Json json = entry("delta");
    json.set("message", delta::hex(message)).set("unbalanced", Json(unbalanced));
    journal_.keep(json);
    return still;
}

Clock::Standstill Memory::keep_national(const std::string& role, const std::string& body, bool unbalanced) {
    Clock::Standstill still(*parts_.clock);
    if (!is_on()) return still;
    Json json = entry("national");
    json.set("role", role).set("body", body).set("unbalanced", Json(unbalanced));
    journal_.keep(json);
    return still;
}

void Memory::keep_clock() {
    if (is_on()) journal_.keep(entry("clock"));
}

void Memory::keep_shanghai_record(const Record& record) {
    if (!is_on()) return;
    Json json = entry("shanghai_record");
    json.set("record", whole(record));
    journal_.keep(json);
}

void Memory::keep_shanghai_closed(const std::string& day) {
    if (!is_on()) return;
    Json json = entry("shanghai_closed");
    json.set("day", day);
    journal_.keep(json);
}

void Memory::keep_beijing_sending(const Record& record, const std::string& body) {
    if (!is_on()) return;
    Json json = entry("beijing_sending");
    json.set("record", whole(record)).set("body", body);
    journal_.keep(json);
}

Clock::Standstill Memory::keep_beijing_treated(const std::string& key, const Json& setlinfo) {
    Clock::Standstill still(*parts_.clock);
    if (!is_on()) return still;
    Json json = entry("beijing_treated");
    json.set("key", key).set("setlinfo", setlinfo);
    journal_.keep(json);
    return still;
}

std::vector<Memory::OnItsWay> Memory::play_again(const std::vector<Json>& entries) {
    std::map<std::string, OnItsWay> on_its_way;
    for (const Json& entry : entries) {
        const Clock::Standstill still(*parts_.clock);
        put_back_numbers(entry);
        const std::string what = entry.text("what");
        const bool unbalanced = entry["unbalanced"].truth();
        if (what == "delta") parts_.delta(from_hex(entry.text("message")), unbalanced);
        if (what == "national") parts_.national(entry.text("role"), entry.text("body"), unbalanced);
        if (what == "shanghai_record") parts_.shanghai_record(record_of(entry["record"]));
        if (what == "shanghai_closed") parts_.shanghai_closed(entry.text("day"));
        if (what == "beijing_sending") {
            Record record = record_of(entry["record"]);
            const std::string key = record.key;
            on_its_way[key] = {entry.text("body"), std::move(record)};
        }
        if (what == "beijing_treated") {
            const auto sent = on_its_way.find(entry.text("key"));
            if (sent == on_its_way.end()) continue;
            parts_.beijing_treated(std::move(sent->second.record), entry["setlinfo"]);
            on_its_way.erase(sent);
        }
    }
    std::vector<OnItsWay> open;
    for (auto& [key, one] : on_its_way)
        open.push_back(std::move(one));
    return open;
}

}  // namespace clearing::peers
