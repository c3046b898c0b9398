#include "gateway/infra/export/difference.hpp"

#include "gateway/infra/export/statement.hpp"

namespace clearing::exports {
namespace {

long long age_in_days(const DifferenceCase& one, Date today) {
    const Date end = one.ended_at ? local_date(*one.ended_at) : today;
    return (end.days - local_date(one.opened_at).days).count();
}

json::Value text_or_null(const std::string& text) {
    return text.empty() ? json::Value() : json::Value(text);
}

}  // namespace

std::string_view chinese(CaseState state) {
    switch (state) {
        case CaseState::trying:
            return "自动处理中";
        case CaseState::open:
            return "待人工处理";
        case CaseState::settled:
            return "已自行消除";
        case CaseState::resolved:
            return "已处理";
    }
    return "";
}

std::string_view chinese(NextStep step) {
    switch (step) {
        case NextStep::none:
            return "人工";
        case NextStep::query:
            return "查询";
        case NextStep::re_ask:
            return "重新核对";
        case NextStep::reverse:
            return "冲正";
        case NextStep::late_post:
            return "补记";
    }
    return "";
}

json::Value to_json(const DifferenceCase& one, const Naming& naming, Date today) {
    json::Value value = json::Object{{"no", one.no}};
    const json::Value difference = to_json(one.difference);
    for (const json::Member& member : *difference.as_object())
        value.set(member.first, member.second);
    for (json::Member& member : members_of(one.day, naming))
        value.set(member.first, std::move(member.second));
    value.set("state", name_of(one.state));
    value.set("state_zh", chinese(one.state));
    value.set("step", name_of(one.step));
    value.set("step_zh", chinese(one.step));
    value.set("attempts", one.attempts);
    value.set("next_try_at",
              one.state == CaseState::trying ? json::Value(to_local_time(one.next_try_at)) : json::Value());
    value.set("owner", text_or_null(one.owner));
    value.set("assigned_by", text_or_null(one.assigned_by));
    value.set("turn", text_or_null(turn_of(one)));
    value.set("opened_by", one.opened_by);
    value.set("opened_at", to_local_time(one.opened_at));
    value.set("age_days", age_in_days(one, today));
    value.set("due", one.due ? json::Value(one.due->to_text()) : json::Value());
    value.set("overdue", !is_over(one.state) && one.due && *one.due < today);
    value.set("ended_by", text_or_null(one.ended_by));
    value.set("ended_at", one.ended_at ? json::Value(to_local_time(*one.ended_at)) : json::Value());
    value.set("outcome", text_or_null(one.outcome));
    value.set("voucher", text_or_null(one.voucher));
    return value;
}

json::Value to_json(const CaseNote& note) {
    return json::Object{{"at", to_local_time(note.at)}, {"author", note.author}, {"text", note.text}};
}

std::string to_csv(const std::vector<DifferenceCase>& cases, const Naming& naming, Date today, CsvOptions options) {
    CsvText csv(options);
    csv.add({"编号",   "状态",     "差异类型", "清算日", "平台",     "清算对方", "方向", "就医地",
             "结算号", "我方",     "对方",     "说明",   "处理步骤", "次数",     "轮到", "经办人",
             "发现人", "发现时间", "历时天数", "期限",   "办结人",   "办结时间", "结果", "凭证"});
    for (const DifferenceCase& one : cases)
        csv.add({one.no,
                 chinese(one.state),
                 chinese(one.difference.kind),
                 one.day.day.to_text(),
                 one.day.platform.text,
                 region_words(one.day.counterparty, naming),
                 chinese(one.day.direction),
                 one.difference.settlement.treatment_division.text,
                 one.difference.settlement.settlement.text,
                 one.difference.ours,
                 one.difference.theirs,
                 one.difference.note,
                 chinese(one.step),
                 static_cast<long long>(one.attempts),
                 turn_of(one),
                 one.owner,
                 one.opened_by,
                 to_local_time(one.opened_at),
                 age_in_days(one, today),
                 one.due ? one.due->to_text() : "",
                 one.ended_by,
                 one.ended_at ? to_local_time(*one.ended_at) : "",
                 one.outcome,
                 one.voucher});
    return csv.take();
}

std::string to_csv(const std::vector<DifferenceOfDay>& differences, const Naming& naming, CsvOptions options) {
    CsvText csv(options);
    csv.add({"清算日", "平台", "清算对方", "方向", "差异类型", "就医地", "结算号", "我方", "对方", "说明"});
    for (const auto& [day, difference] : differences)
        csv.add({day.day.to_text(), day.platform.text, region_words(day.counterparty, naming), chinese(day.direction),
                 chinese(difference.kind), difference.settlement.treatment_division.text,
                 difference.settlement.settlement.text, difference.ours, difference.theirs, difference.note});
    return csv.take();
}

}  // namespace clearing::exports
