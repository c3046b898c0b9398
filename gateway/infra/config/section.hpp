#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace toml {
inline namespace v3 {
class table;
class node;
}  // namespace v3
}  // namespace toml

namespace clearing::config {

/// What reading gathers: complaints, and the names of the keys asked for.
struct Reading {
    std::filesystem::path folder;
    std::vector<std::string> complaints;
    std::vector<std::string> keys;
    bool only_names = false;  ///< no file: every section is visited once to learn the keys
};

enum class Presence : bool { optional, required };

/// One table of the file. Each read names its key, so that what was never asked for is unknown, and the list of keys
/// needs no second place to stand.
class Section {
public:
    Section(Reading& reading, const toml::v3::table* table, std::string prefix);

    void text(std::string_view key, std::string& value, Presence presence = Presence::optional);
    void path(std::string_view key, std::filesystem::path& value, Presence presence = Presence::optional);
    void flag(std::string_view key, bool& value);
    void texts(std::string_view key, std::vector<std::string>& values, Presence presence = Presence::optional);
    /// A whole number within the bounds, both included.
    void number(std::string_view key, long long& value, long long least, long long most);
    void size(std::string_view key, std::size_t& value, long long most = 1'000'000'000);
    void port(std::string_view key, std::uint16_t& value);
    template <class Duration>
    void duration(std::string_view key, Duration& value) {
        long long count = value.count();
        number(key, count, 1, 86'400'000);
        value = Duration(static_cast<typename Duration::rep>(count));
    }

    /// A table inside; an absent one reads as empty.
    void section(std::string_view key, const std::function<void(Section&)>& read);
    /// An array of tables: `read` is called for each.
    void each(std::string_view key, const std::function<void(Section&)>& read);

    bool has(std::string_view key) const;
    void complain(std::string_view key, std::string_view what);
    /// Complains about keys that were not asked for.
    void refuse_unknown();
    bool only_names() const { return reading_.only_names; }

private:
    const toml::v3::node* take(std::string_view key, Presence presence);
    std::string name_of_key(std::string_view key) const;

    Reading& reading_;
    const toml::v3::table* table_;
    std::string prefix_;
    std::set<std::string, std::less<>> asked_;
};

/// Parses the text and reads it from its root. Answers the complaints: what is no TOML, what `read` said, and keys that
/// nobody asked for.
std::vector<std::string> read_document(std::string_view toml, const std::filesystem::path& folder,
                                       const std::function<void(Section&)>& read);

/// The names of all keys that `read` asks for.
std::vector<std::string> keys_of(const std::function<void(Section&)>& read);

}  // namespace clearing::config
