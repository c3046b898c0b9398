#include "gateway/tools/print_papers.hpp"

#include "gateway/tools/print_parts.hpp"
#include "gateway/tools/words.hpp"

#include <array>

#include <fmt/format.h>

namespace clearing::tools {

std::string print_revision(const json::Value& answer) {
    constexpr std::array<Shown, 9> facts{{{"对账单", "statement"},
                                          {"版本", "number"},
                                          {"状态", "state", Align::left, words::revision_state},
                                          {"净额", "net"},
                                          {"经办", "made_by"},
                                          {"制单时间", "made_at"},
                                          {"更正原因", "reason"},
                                          {"复核", "released_by"},
                                          {"复核时间", "released_at"}}};
    constexpr std::array<Shown, 3> columns{{{"更正项目", "what"}, {"更正前", "before"}, {"更正后", "after"}}};
    std::string text = facts_of(answer, facts);
    if (!list_at(answer, "changes").empty()) text += "\n" + table_of(list_at(answer, "changes"), columns);
    return text;
}

std::string print_revisions(const json::Value& answer) {
    const json::Array& revisions = list_at(answer, "revisions");
    if (revisions.empty()) return "no revision was made of it yet\n";
    std::string text;
    for (const json::Value& revision : revisions)
        text += (text.empty() ? "" : "\n") + print_revision(revision);
    return text;
}

std::string print_made_revision(const json::Value& answer) {
    const json::Value* revision = answer.find("revision");
    const bool is_new = answer.find("is_new") && answer.find("is_new")->as_bool() && *answer.find("is_new")->as_bool();
    return fmt::format("{}\n{}", is_new ? "made" : "nothing changed since the last revision:",
                       revision ? print_revision(*revision) : std::string());
}

}  // namespace clearing::tools
