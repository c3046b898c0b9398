#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

// The log for operators: one line an event, with ids, never a person (DESIGN §3 rule 11). Who did what for the record
// stands in the audit log.

namespace clearing::log {

/// The only keys there are. None of them can name a person; what is not here does not compile.
inline constexpr std::array<std::string_view, 36> allowed_keys{
    "address", "attempt",   "bytes",    "cause",     "certificate", "code",      "count",      "counterparty",
    "day",     "days",      "deadline", "direction", "duration_ms", "file",      "infno",      "institution",
    "kind",    "limit",     "line",     "listener",  "message",     "not_after", "outcome",    "peer",
    "pending", "platform",  "port",     "reason",    "region",      "role",      "settlement", "signal",
    "state",   "statement", "table",    "version"};

constexpr bool is_allowed(std::string_view key) {
    return std::ranges::find(allowed_keys, key) != allowed_keys.end();
}

/// A key of the list; any other is an error of the compiler's.
class Key {
public:
    consteval Key(const char* name) : name_(name) {
        if (!is_allowed(name_)) throw "this key is not in log::allowed_keys";
    }
    constexpr std::string_view name() const { return name_; }

private:
    std::string_view name_;
};

/// snake_case, so that events can be counted.
class Event {
public:
    consteval Event(const char* name) : name_(name) {
        for (const char c : name_)
            if (!((c >= 'a' && c <= 'z') || c == '_')) throw "an event's name is snake_case";
    }
    constexpr std::string_view name() const { return name_; }

private:
    std::string_view name_;
};

/// A value is shown as it is, except for what could be a person inside a free text: Chinese characters (a peer's words)
/// and identity numbers are blanked out.
struct Field {
    Field(Key its_key, std::string_view text) : key(its_key), value(text) {}
    Field(Key its_key, const std::string& text) : key(its_key), value(text) {}
    Field(Key its_key, const char* text) : key(its_key), value(text) {}
    Field(Key its_key, long long number) : key(its_key), value(std::to_string(number)), is_number(true) {}
    Field(Key its_key, int number) : Field(its_key, static_cast<long long>(number)) {}
    Field(Key its_key, std::size_t number) : Field(its_key, static_cast<long long>(number)) {}

    Key key;
    std::string value;
    bool is_number = false;
};

using Fields = std::initializer_list<Field>;

struct Options {
    std::string level = "info";   ///< debug, info, warning, error
    std::string format = "json";  ///< json, text
    std::filesystem::path file;   ///< empty: standard error
};

/// Before the first line; until then lines go to standard error as JSON. Error: the file cannot be written.
std::expected<void, std::string> start(const Options& options);
/// Opens the file again under its name (after it was moved away). Error: the old one goes on.
std::expected<void, std::string> reopen();
void flush();

void debug(Event event, Fields fields = {});
void info(Event event, Fields fields = {});
void warning(Event event, Fields fields = {});
void error(Event event, Fields fields = {});

}  // namespace clearing::log
