#pragma once

#include "gateway/api/error_json.hpp"
#include "gateway/domain/calendar.hpp"
#include "gateway/services/translation/kinds.hpp"
#include "gateway/tools/group.hpp"

#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

// What the commands of the tables share.

namespace clearing::tools {

void add_mapping_table_commands(CLI::App* parent, Session& session);  // check, import, diff: versions or folders

/// True: said why not.
template <class T>
bool refused(Session& session, const Result<T>& result) {
    if (!result) session.refuse(api::to_json(result.error()));
    return !result;
}

inline std::string version_path(const std::string& version, std::string_view what) {
    return "/mapping/versions/" + path_segment(version) + "/" + std::string(what);
}

inline std::vector<std::string> kind_names() {
    std::vector<std::string> names;
    for (const translation::KindTraits& kind : translation::kind_traits)
        names.emplace_back(kind.name);
    return names;
}

inline const CLI::IsMember& vocabularies() {
    static const CLI::IsMember member({"local", "national", "delta"});
    return member;
}

inline void put(Query& query, const std::string& name, const std::string& value) {
    if (!value.empty()) query[name] = value;
}

/// "2018-10-16"; empty: none. False: said that it is no date, as wrong usage.
inline bool read_date(Session& session, const std::string& option, const std::string& text, std::optional<Date>& date) {
    if (text.empty()) return true;
    const Result<Date> read = Date::parse(text);
    if (read)
        date = *read;
    else
        session.complain(fmt::format("{} {}: must be a date like 2018-10-16", option, text), Exit::usage);
    return read.has_value();
}

}  // namespace clearing::tools
