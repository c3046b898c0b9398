#pragma once

#include "gateway/tools/commands.hpp"
#include "gateway/tools/print.hpp"

#include <functional>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

// For the command groups' own files only: CLI11 is heavy.

namespace clearing::tools {

inline CLI::App* group(CLI::App& app, const std::string& name, const std::string& about) {
    CLI::App* result = app.add_subcommand(name, about);
    result->require_subcommand(1);
    result->fallthrough();
    return result;
}

inline CLI::App* command(CLI::App* parent, const std::string& name, const std::string& about,
                         std::function<void()> act) {
    CLI::App* result = parent->add_subcommand(name, about);
    result->fallthrough();
    result->callback(std::move(act));
    return result;
}

/// An example under a command's help, and what its exit status says where that is more than usual.
inline void explain(CLI::App* command, const std::string& example, std::string_view status = usual_exit_status) {
    command->footer("Example: gatewayctl " + example + "\n\n" + std::string(status));
}

inline const CLI::IsMember& directions() {
    static const CLI::IsMember member({"visitor", "resident_away"});
    return member;
}

/// CLI11's own sentence names the greatest double.
inline std::string refused_number(const std::string& text) {
    const bool is_number = !text.empty() && text.size() <= 18 && text.front() != '0' &&
                           text.find_first_not_of("0123456789") == std::string::npos;
    return is_number ? "" : "must be a number from 1 on";
}

/// Prints an answer: as it is, or as people read it.
inline void show(Session& session, const std::optional<json::Value>& answer,
                 const std::function<std::string(const json::Value&)>& print) {
    if (!answer) return;
    if (session.as_json)
        session.print_json(*answer);
    else
        session.print(print(*answer));
}

/// Options of a filter: each becomes a query parameter when it is given.
class QueryOptions {
public:
    explicit QueryOptions(CLI::App* app) : app_(app) {}

    QueryOptions& add(const std::string& name, const std::string& meaning,
                      const std::optional<CLI::Validator>& check = std::nullopt) {
        auto value = std::make_shared<std::string>();
        CLI::Option* option = app_->add_option("--" + name, *value, meaning);
        if (check) option->check(*check);
        values_->emplace_back(name, std::move(value));
        return *this;
    }
    QueryOptions& add_limit(const std::string& meaning = "at most so many, 1 to 1000 (100)") {
        return add("limit", meaning, CLI::Range(1, 1'000));
    }
    /// --platform, --counterparty and --direction.
    QueryOptions& add_pair() {
        return add("platform", "only of this platform: delta, national …")
            .add("counterparty", "only of this one, 310000")
            .add("direction", "visitor or resident_away", directions());
    }
    std::function<Query()> reader() const {
        return [values = values_] {
            Query query;
            for (const auto& [name, value] : *values)
                if (!value->empty()) query[name] = *value;
            return query;
        };
    }

private:
    using Values = std::vector<std::pair<std::string, std::shared_ptr<std::string>>>;
    CLI::App* app_;
    std::shared_ptr<Values> values_ = std::make_shared<Values>();
};

/// A list of which at most --limit are shown.
struct LimitedList {
    const char* name;
    const char* about;
    const char* path;
    std::string (*print)(const json::Value&);
};

inline CLI::App* add_limited(CLI::App* parent, Session& session, const LimitedList& wanted) {
    CLI::App* list = command(parent, wanted.name, wanted.about, {});
    const auto query = QueryOptions(list).add_limit().reader();
    list->callback([&session, wanted, query] { show(session, session.get(wanted.path, query()), wanted.print); });
    return list;
}

}  // namespace clearing::tools
