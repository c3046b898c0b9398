#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"

namespace clearing::api {

using ports::awaitable;

namespace {

json::Value to_json(std::size_t place, const MonthRow& row) {
    json::Array by_component;
    for (const auto& [component, amount] : row.booked)
        by_component.push_back(json::Object{{"component", name_of(component)},
                                            {"component_zh", exports::chinese(component)},
                                            {"amount", amount.to_yuan()}});
    return json::Object{{"no", static_cast<long long>(place)},
                        {"insurance_type", row.insurance_type.text},
                        {"care", name_of(row.care)},
                        {"settled", row.settled},
                        {"allocated", row.allocated},
                        {"total", row.total.to_yuan()},
                        {"personal", row.personal.to_yuan()},
                        {"booked", row.booked_total().to_yuan()},
                        {"by_component", std::move(by_component)}};
}

json::Value to_json(const MonthAdjustment& adjustment) {
    return json::Object{{"insurance_type", adjustment.insurance_type.text},
                        {"care", name_of(adjustment.care)},
                        {"component", name_of(adjustment.component)},
                        {"amount", adjustment.amount.to_yuan()},
                        {"voucher", adjustment.voucher}};
}

json::Value to_json(const MonthDifference& difference) {
    return json::Object{{"insurance_type", difference.insurance_type.text},
                        {"care", name_of(difference.care)},
                        {"figure", difference.figure},
                        {"by_lines", difference.by_lines},
                        {"by_days", difference.by_days}};
}

json::Value to_json(const statements::CheckedMonth& checked, const exports::Naming& naming) {
    const MonthTable& table = checked.table;
    json::Array rows, adjustments, differences;
    for (const MonthRow& row : table.rows)
        rows.push_back(to_json(rows.size() + 1, row));
    for (const MonthAdjustment& adjustment : table.adjustments)
        adjustments.push_back(to_json(adjustment));
    for (const MonthDifference& difference : checked.differences)
        differences.push_back(to_json(difference));
    const std::string name = naming.region_name ? naming.region_name(table.key.counterparty) : std::string();
    return json::Object{{"platform", table.key.platform.text},
                        {"counterparty", table.key.counterparty.text},
                        {"counterparty_name", name},
                        {"direction", name_of(table.key.direction)},
                        {"month", table.key.month.to_text()},
                        {"rows", std::move(rows)},
                        {"adjustments", std::move(adjustments)},
                        {"carried", table.carried},
                        {"late_in", table.late_in},
                        {"late_out", table.late_out},
                        {"days_are_agreed", table.days_are_agreed},
                        {"booked_total", table.booked_total().to_yuan()},
                        {"adjusted_total", table.adjusted_total().to_yuan()},
                        {"proven", checked.differences.empty()},
                        {"differences", std::move(differences)}};
}

json::Value to_json(const statements::StepProgress& step, Date today) {
    return json::Object{{"step", statements::name_of(step.step)},
                        {"due", step.due.to_text()},
                        {"done", step.done ? json::Value(*step.done) : json::Value()},
                        {"late", step.is_late(today)},
                        {"note", step.note}};
}

}  // namespace

awaitable<http::Response> get_month_table(World& world, Ask ask) {
    const Result<Month> month = Month::parse(ask.path.at("month"));
    if (!month) co_return answer(month.error());
    const PlatformName platform(ask.path.at("platform"));
    Result<statements::MonthProgress> progress = co_await world.months.run(platform, *month);
    if (!progress) co_return answer(progress.error());
    json::Array tables, steps;
    for (const statements::CheckedMonth& checked : progress->tables)
        tables.push_back(to_json(checked, world.naming));
    const Date today = local_date(world.clock.now());
    for (const statements::StepProgress& step : progress->steps)
        steps.push_back(to_json(step, today));
    co_return answer(json::Value(json::Object{{"platform", platform.text},
                                              {"month", month->to_text()},
                                              {"tables", std::move(tables)},
                                              {"steps", std::move(steps)}}));
}

}  // namespace clearing::api
