#include "gateway/infra/config/section.hpp"

#define TOML_HEADER_ONLY 1
#include <fmt/format.h>
#include <toml++/toml.h>

namespace clearing::config {
namespace {

/// " (line 12)": where a complaint is about something that stands in the file.
std::string line_of(const toml::node* node) {
    if (!node || !node->source().begin) return {};
    return fmt::format(" (line {})", node->source().begin.line);
}

}  // namespace

Section::Section(Reading& reading, const toml::table* table, std::string prefix)
    : reading_(reading), table_(table), prefix_(std::move(prefix)) {}

std::string Section::name_of_key(std::string_view key) const {
    return prefix_.empty() ? std::string(key) : fmt::format("{}.{}", prefix_, key);
}

bool Section::has(std::string_view key) const {
    return table_ && table_->contains(key);
}

void Section::complain(std::string_view key, std::string_view what) {
    const toml::node* node = table_ ? table_->get(key) : nullptr;
    reading_.complaints.push_back(fmt::format("{}{}: {}", name_of_key(key), line_of(node), what));
}

const toml::node* Section::take(std::string_view key, Presence presence) {
    asked_.emplace(key);
    if (reading_.only_names) {
        reading_.keys.push_back(name_of_key(key));
        return nullptr;
    }
    const toml::node* node = table_ ? table_->get(key) : nullptr;
    if (!node && presence == Presence::required) complain(key, "is missing");
    return node;
}

void Section::text(std::string_view key, std::string& value, Presence presence) {
    const toml::node* node = take(key, presence);
    if (!node) return;
    if (const auto* text = node->as_string())
        value = text->get();
    else
        complain(key, "must be a text in quotes");
}

void Section::path(std::string_view key, std::filesystem::path& value, Presence presence) {
    std::string text = value.string();
    this->text(key, text, presence);
    const std::filesystem::path given(text);
    // An empty path means "none" and must not become the folder itself.
    value = given.empty() || given.is_absolute() ? given : (reading_.folder / given).lexically_normal();
}

void Section::flag(std::string_view key, bool& value) {
    const toml::node* node = take(key, Presence::optional);
    if (!node) return;
    if (const auto* flag = node->as_boolean())
        value = flag->get();
    else
        complain(key, "must be true or false");
}

void Section::texts(std::string_view key, std::vector<std::string>& values, Presence presence) {
    const toml::node* node = take(key, presence);
    if (!node) return;
    const toml::array* array = node->as_array();
    if (!array || (!array->empty() && !array->is_homogeneous<std::string>())) {
        complain(key, "must be a list of texts in quotes");
        return;
    }
    values.clear();
    for (const toml::node& element : *array)
        values.push_back(element.as_string()->get());
}

void Section::number(std::string_view key, long long& value, long long least, long long most) {
    const toml::node* node = take(key, Presence::optional);
    if (!node) return;
    const auto* number = node->as_integer();
    if (!number)
        complain(key, "must be a whole number");
    else if (number->get() < least || number->get() > most)
        complain(key, fmt::format("must be from {} to {}", least, most));
    else
        value = number->get();
}

void Section::size(std::string_view key, std::size_t& value, long long most) {
    auto number = static_cast<long long>(value);
    this->number(key, number, 1, most);
    value = static_cast<std::size_t>(number);
}

void Section::port(std::string_view key, std::uint16_t& value) {
    long long number = value;
    this->number(key, number, 0, 65'535);
    value = static_cast<std::uint16_t>(number);
}

void Section::section(std::string_view key, const std::function<void(Section&)>& read) {
    asked_.emplace(key);
    const toml::node* node = table_ ? table_->get(key) : nullptr;
    if (node && !node->is_table()) {
        complain(key, "must be a table");
        return;
    }
    Section inner(reading_, node ? node->as_table() : nullptr, name_of_key(key));
    read(inner);
    inner.refuse_unknown();
}

void Section::each(std::string_view key, const std::function<void(Section&)>& read) {
    asked_.emplace(key);
    if (reading_.only_names) {
        Section one(reading_, nullptr, name_of_key(key) + "[]");
        read(one);
        return;
    }
    const toml::node* node = table_ ? table_->get(key) : nullptr;
    if (!node) return;
    const toml::array* array = node->as_array();
    if (!array || (!array->empty() && !array->is_homogeneous<toml::table>())) {
        complain(key, fmt::format("must be tables: [[{}]]", name_of_key(key)));
        return;
    }
    std::size_t index = 0;
    for (const toml::node& element : *array) {
        Section one(reading_, element.as_table(), fmt::format("{}[{}]", name_of_key(key), index++));
        read(one);
        one.refuse_unknown();
    }
}

void Section::refuse_unknown() {
    if (!table_) return;
    for (const auto& [key, node] : *table_)
        if (!asked_.contains(key.str())) complain(key.str(), "is an unknown key");
}

std::vector<std::string> read_document(std::string_view toml, const std::filesystem::path& folder,
                                       const std::function<void(Section&)>& read) {
    Reading reading{.folder = folder, .complaints = {}, .keys = {}};
    try {
        const toml::table document = toml::parse(toml);
        Section root(reading, &document, "");
        read(root);
        root.refuse_unknown();
    } catch (const toml::parse_error& error) {
        // The description quotes nothing of the file but the character concerned.
        reading.complaints.push_back(
            fmt::format("no TOML: {} (line {})", error.description(), error.source().begin.line));
    }
    return std::move(reading.complaints);
}

std::vector<std::string> keys_of(const std::function<void(Section&)>& read) {
    Reading reading{.folder = {}, .complaints = {}, .keys = {}, .only_names = true};
    Section root(reading, nullptr, "");
    read(root);
    return std::move(reading.keys);
}

}  // namespace clearing::config
