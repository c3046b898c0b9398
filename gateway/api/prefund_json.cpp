#include "gateway/api/prefund_json.hpp"

#include <fmt/format.h>

namespace clearing::api {
namespace {

json::Value day_or_null(const std::optional<Date>& date) {
    return date ? json::Value(date->to_text()) : json::Value();
}

/// "71.25": hundredths of a hundredth, to be read and not to be reckoned with.
json::Value share_or_null(Money part, Money whole) {
    const auto shown = shown_usage(part, whole);
    if (!shown) return {};
    const long long size = *shown < 0 ? -*shown : *shown;
    return fmt::format("{}{}.{:02}", *shown < 0 ? "-" : "", size / 100, size % 100);
}

json::Object of_key(const PrefundKey& key, const exports::Naming& naming) {
    return {{"counterparty", key.counterparty.text},
            {"counterparty_name", naming.region_name(key.counterparty)},
            {"direction", name_of(key.direction)},
            {"direction_zh", exports::chinese(key.direction)}};
}

json::Value with(json::Object object, json::Object more) {
    for (json::Member& member : more)
        object.push_back(std::move(member));
    return object;
}

json::Value forecast_json(const prefund::Forecast& f) {
    return json::Object{{"booked", f.before.booked.to_yuan()},
                        {"days", f.before.days},
                        {"counts", f.rule.working ? "working" : "calendar"},
                        {"exhausted_on", day_or_null(f.exhausted_on)}};
}

}  // namespace

json::Value to_json(const ports::PrefundPosition& p, const exports::Naming& naming) {
    return with(of_key(p.key, naming), {{"held", p.use.held.to_yuan()},
                                        {"exposure", p.use.exposure.to_yuan()},
                                        {"exposure_percent", share_or_null(p.use.exposure, p.use.held)},
                                        {"level", name_of(p.level)},
                                        {"level_zh", chinese(p.level)}});
}

json::Value to_json(const prefund::Sheet& s, const exports::Naming& naming) {
    json::Value value = to_json(s.position, naming);
    value.set("period_from", s.period_from.to_text());
    value.set("period_to", s.period_to.to_text());
    value.set("to_clear", s.to_clear.to_yuan());
    value.set("usage_percent", share_or_null(s.to_clear, s.position.use.held));
    value.set("usage", name_of(s.usage));
    value.set("usage_zh", chinese(s.usage));
    value.set("forecast", forecast_json(s.forecast));
    return value;
}

json::Value to_json(const prefund::SizeProposal& s, const exports::Naming& naming) {
    return with(of_key(s.key, naming), {{"year", s.year},
                                        {"quarter", s.quarter.to_yuan()},
                                        {"factor", s.factor.to_text()},
                                        {"size", s.size.to_yuan()},
                                        {"held", s.held.to_yuan()},
                                        {"change", (s.size - s.held).to_yuan()},
                                        {"notice_by", s.days.notice_by.to_text()},
                                        {"paid_by", s.days.paid_by.to_text()}});
}

json::Value to_json(const ports::KeptPrefundMovement& kept, const exports::Naming& naming) {
    const PrefundMovement& m = kept.movement;
    const bool is_released = kept.released_at.has_value();
    return with(of_key(m.key, naming),
                {{"no", kept.no},
                 {"platform", m.platform.text},
                 {"year", m.year},
                 {"kind", name_of(m.kind)},
                 {"kind_zh", chinese(m.kind)},
                 {"amount", m.amount.to_yuan()},
                 {"bank", m.bank},
                 {"serial", m.serial},
                 {"paid_on", m.paid_on.to_text()},
                 {"note", m.note},
                 {"made_by", m.made_by},
                 {"made_at", to_local_time(m.made_at)},
                 {"voucher", kept.voucher},
                 {"released_by", kept.released_by},
                 {"released_at", is_released ? json::Value(to_local_time(*kept.released_at)) : json::Value()}});
}

json::Value to_json(const ports::KeptUrgentIncrease& kept, const exports::Naming& naming) {
    const ports::UrgentIncrease& r = kept.request;
    return with(of_key(r.key, naming), {{"no", kept.no},
                                        {"year", r.year},
                                        {"signed_on", r.signed_on.to_text()},
                                        {"apply_by", day_or_null(r.apply_by)},
                                        {"asked", r.asked.to_yuan()},
                                        {"held", r.use.held.to_yuan()},
                                        {"exposure", r.use.exposure.to_yuan()},
                                        {"to_clear", r.to_clear.to_yuan()},
                                        {"exhausted_on", day_or_null(r.exhausted_on)},
                                        {"note", r.note},
                                        {"made_by", r.made_by},
                                        {"made_at", to_local_time(r.made_at)}});
}

json::Value to_json(const ports::PrefundDisagreement& found, const exports::Naming& naming) {
    return with(of_key(found.key, naming), {{"held", found.kept.held.to_yuan()},
                                            {"held_by_the_books", found.by_the_books.held.to_yuan()},
                                            {"exposure", found.kept.exposure.to_yuan()},
                                            {"exposure_by_the_books", found.by_the_books.exposure.to_yuan()}});
}

}  // namespace clearing::api
