#include "gateway/tools/print_mapping.hpp"

#include "gateway/tools/print_parts.hpp"

#include <array>

#include <fmt/format.h>

namespace clearing::tools {
namespace {

constexpr auto right = Align::right;

std::string standing_words(const std::string& standing) {
    if (standing == "in_force") return "在用";
    if (standing == "planned") return "待生效";
    if (standing == "withdrawn") return "已撤回";
    return standing == "past" ? "已停用" : standing;
}

/// "local → national".
void set_way(json::Value& row) {
    row.set("way", at(row, "from") + " → " + at(row, "to"));
}

/// "J06.900 急性上呼吸道感染 (92%)".
std::string suggestions_of(const json::Value& code) {
    std::string text;
    for (const json::Value& suggestion : list_at(code, "suggestions"))
        text += fmt::format("{}{} {} ({}%)", text.empty() ? "" : "; ", at(suggestion, "code"), at(suggestion, "name"),
                            at(suggestion, "likeness"));
    return text;
}

std::string sentences_of(const json::Array& sentences, std::string_view before) {
    std::string text;
    for (const json::Value& sentence : sentences)
        if (sentence.as_string()) text += fmt::format("{}{}\n", before, *sentence.as_string());
    return text;
}

constexpr std::array<std::pair<const char*, const char*>, 4> scope_parts{
    {{"全自费", "full_self_pay"}, {"超限价", "over_limit"}, {"先行自付", "first_self_pay"}, {"符合范围", "in_scope"}}};

json::Array scope_rows(const json::Value& report) {
    json::Array rows;
    for (const auto& [title, key] : scope_parts) {
        json::Object row{{"part", title}};
        for (const char* side : {"before", "after", "difference"})
            row.emplace_back(side, at(report, fmt::format("{}.{}", side, key)));
        rows.emplace_back(std::move(row));
    }
    return rows;
}

std::string unmapped_of(const json::Value& cell) {
    constexpr std::array<Shown, 6> columns{{{"代码", "code"},
                                            {"名称", "name"},
                                            {"处理", "outcome"},
                                            {"次数", "times", right},
                                            {"金额", "amount", right},
                                            {"名称相近（须人工确认）", "suggested"}}};
    json::Array rows = list_at(cell, "unmapped");
    if (rows.empty()) return {};
    for (json::Value& row : rows)
        row.set("suggested", suggestions_of(row));
    return fmt::format("\n{} {} {} 未映射\n{}", at(cell, "platform"), at(cell, "kind"), at(cell, "way"),
                       table_of(rows, columns));
}

}  // namespace

std::string print_notices(const json::Array& notices) {
    return sentences_of(notices, "notice: ");
}

std::string print_import_report(const json::Value& report) {
    constexpr std::array<Shown, 11> facts{{{"编码 encoding", "encoding"},
                                           {"行数 rows", "rows"},
                                           {"去空白单元格 trimmed cells", "trimmed_cells"},
                                           {"代码相同 identical codes", "identical_codes"},
                                           {"代码改变 changed codes", "changed_codes"},
                                           {"目标代码 targets", "targets"},
                                           {"多对一目标 targets with several sources", "targets_with_several_sources"},
                                           {"未变 unchanged", "unchanged"},
                                           {"新增 added", "added"},
                                           {"替换 replaced", "replaced"},
                                           {"终止 ended", "ended"}}};
    return facts_of(report, facts) + print_notices(list_at(report, "notices"));
}

std::string print_made_version(const json::Value& answer) {
    std::string text = fmt::format("version {}{}\n{}\n", at(answer, "version.id"),
                                   at(answer, "is_new") == "是" ? "" : " (stands already, nothing was added)",
                                   at(answer, "version.summary"));
    if (const json::Value* report = answer.find("report"); report && !report->is_null())
        text += print_import_report(*report);
    return text + print_notices(list_at(answer, "notices"));
}

std::string print_versions(const json::Value& answer) {
    constexpr std::array<Shown, 6> columns{{{"版本", "id"},
                                            {"在用", "in_force"},
                                            {"制作人", "made_by"},
                                            {"制作时间", "made_at"},
                                            {"基于", "base"},
                                            {"内容", "summary"}}};
    constexpr std::array<Shown, 7> activation_columns{{{"版本", "version"},
                                                       {"自", "effective_at"},
                                                       {"状态", "standing_zh"},
                                                       {"动作", "action"},
                                                       {"复核人", "by"},
                                                       {"时间", "at"},
                                                       {"撤回人", "withdrawn_by"}}};
    json::Array activations;
    for (const json::Value& version : list_at(answer, "versions"))
        for (json::Value activation : list_at(version, "activations")) {
            activation.set("standing_zh", standing_words(at(activation, "standing")));
            activations.push_back(std::move(activation));
        }
    return table_of(list_at(answer, "versions"), columns) + "\n" + table_of(activations, activation_columns);
}

std::string print_activation(const json::Value& answer) {
    std::string text =
        fmt::format("version {} from {}: {}\n", at(answer, "activation.version"), at(answer, "activation.effective_at"),
                    standing_words(at(answer, "activation.standing")));
    if (const std::string notice = at(answer, "notice"); !notice.empty()) text += "notice: " + notice + "\n";
    return text;
}

std::string print_diff(const json::Value& answer) {
    const json::Array& files = list_at(answer, "files");
    if (files.empty()) return "（无差异）\n";
    std::string text = fmt::format("{} → {}\n", at(answer, "before"), at(answer, "after"));
    for (const json::Value& file : files) {
        text += fmt::format("\n{}: {} added, {} removed, {} ended, {} changed\n", at(file, "file"), at(file, "added"),
                            at(file, "removed"), at(file, "ended"), at(file, "changed"));
        for (const json::Value& change : list_at(file, "changes")) {
            text += fmt::format("{:<8} {}\n", at(change, "what"), at(change, "key"));
            if (const std::string before = at(change, "before"); !before.empty()) text += "    - " + before + "\n";
            if (const std::string after = at(change, "after"); !after.empty()) text += "    + " + after + "\n";
        }
    }
    return text;
}

std::string print_dry_run(const json::Value& answer) {
    constexpr std::array<Shown, 8> facts{{{"版本", "version"},
                                          {"对比", "against"},
                                          {"自", "first"},
                                          {"至", "last"},
                                          {"结算", "bills"},
                                          {"费用明细", "lines"},
                                          {"将改变", "changed"},
                                          {"将被拒绝或挂起", "stopped"}}};
    constexpr std::array<Shown, 4> money{
        {{"改变的结算合计", "part"}, {"前", "before", right}, {"后", "after", right}, {"差", "difference", right}}};
    std::string text = facts_of(answer, facts) + "\n" + table_of(scope_rows(answer), money);
    for (const json::Value& change : list_at(answer, "changes")) {
        text += fmt::format("\n{}  {}  {}  {}  {}{}\n", at(change, "settlement"), at(change, "settled_at"),
                            at(change, "platform"), at(change, "direction"), at(change, "total"),
                            at(change, "would_be_stopped") == "是" ? "  将被拒绝或挂起" : "");
        text += sentences_of(list_at(change, "what"), "  ");
    }
    return text;
}

std::string print_coverage(const json::Value& answer) {
    constexpr std::array<Shown, 8> columns{{{"平台", "platform"},
                                            {"类别", "kind"},
                                            {"方向", "way"},
                                            {"代码", "codes", right},
                                            {"已映射", "mapped", right},
                                            {"使用", "uses", right},
                                            {"金额", "amount", right},
                                            {"未映射金额", "unmapped_amount", right}}};
    json::Array cells = list_at(answer, "cells");
    for (json::Value& cell : cells)
        set_way(cell);
    std::string text = table_of(cells, columns);
    for (const json::Value& cell : cells)
        text += unmapped_of(cell);
    return text;
}

std::string print_lookup(const json::Value& answer) {
    constexpr std::array<Shown, 10> facts{{{"版本", "version"},
                                           {"类别", "kind"},
                                           {"方向", "way"},
                                           {"日期", "on"},
                                           {"代码", "code"},
                                           {"结果", "outcome"},
                                           {"译为", "target"},
                                           {"名称", "target_name"},
                                           {"映射行", "map_row"},
                                           {"说明", "refusal"}}};
    constexpr std::array<Shown, 12> row_facts{{{"行", "row"},
                                               {"", "name"},
                                               {"", "target_name"},
                                               {"自", "valid_from"},
                                               {"至", "valid_to"},
                                               {"关系", "relation"},
                                               {"等级", "catalog.charge_level"},
                                               {"先行自付比例", "catalog.first_self_pay_ratio"},
                                               {"限价", "catalog.price_ceiling"},
                                               {"基金", "fund_class.fund"},
                                               {"来源", "origin"},
                                               {"审核", "reviewed_by"}}};
    json::Value shown = answer;
    set_way(shown);
    std::string text = facts_of(shown, facts);
    for (const json::Value& row : list_at(answer, "rows"))
        text += "\n" + facts_of(row, row_facts);
    return text;
}

std::string print_replay(const json::Value& answer) {
    std::string versions;
    for (const json::Value& version : list_at(answer, "versions"))
        if (version.as_string()) versions += (versions.empty() ? "" : " ") + *version.as_string();
    std::string text = fmt::format("{}: {} lines, made with {}\n", at(answer, "settlement"), at(answer, "lines"),
                                   versions.empty() ? "（无）" : versions);
    if (list_at(answer, "differences").empty()) return text + "comes out as it stands in the books\n";
    return text + sentences_of(list_at(answer, "differences"), "");
}

std::string print_gaps(const json::Value& answer) {
    constexpr std::array<Shown, 8> columns{{{"平台", "platform"},
                                            {"类别", "kind"},
                                            {"方向", "way"},
                                            {"代码", "code"},
                                            {"名称", "name"},
                                            {"处理", "outcome"},
                                            {"次数", "times", right},
                                            {"金额", "amount", right}}};
    json::Array gaps = list_at(answer, "gaps");
    for (json::Value& gap : gaps)
        set_way(gap);
    return table_of(gaps, columns);
}

}  // namespace clearing::tools
