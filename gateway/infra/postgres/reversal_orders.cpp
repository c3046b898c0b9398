#include "gateway/infra/postgres/reversal_orders.hpp"

#include "gateway/infra/postgres/audit_log.hpp"

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

constexpr Write enter_reversal{"reversal_order.enter", Commit::alone};
constexpr Write withdraw_reversal{"reversal_order.withdraw", Commit::alone};

// OFFSET 0: the settlement of each, and not all settlements.
#define ORDER_COLUMNS                                                                                         \
    "SELECT o.order_no, s.id AS settlement_id, s.state AS settlement_state, o.reason, o.ordered_by, "         \
    "ms_of(o.ordered_at) AS ordered_ms, o.released_by, ms_of(o.released_at) AS released_ms, o.withdrawn_by, " \
    "ms_of(o.withdrawn_at) AS withdrawn_ms FROM reversal_order o CROSS JOIN LATERAL (SELECT id, state FROM "  \
    "settlement WHERE settlement_no = o.settlement_no OFFSET 0) s "
#define STANDS "o.released_by IS NULL AND o.withdrawn_by IS NULL AND s.state = 'in_doubt' "
constexpr Sql order_by_number{"reversal_order_by_number", ORDER_COLUMNS "WHERE o.order_no = $1"};
constexpr Sql order_of_settlement{"reversal_order_of_settlement",
                                  ORDER_COLUMNS "WHERE o.settlement_no = $1 AND " STANDS};
constexpr Sql all_standing{"standing_reversal_orders", ORDER_COLUMNS "WHERE " STANDS "ORDER BY o.order_no"};
#undef STANDS
#undef ORDER_COLUMNS
// By itself: with the order's columns it would see them as they were before it waited.
constexpr Sql lock_order{"lock_reversal_order", "SELECT 1 FROM reversal_order WHERE order_no = $1 FOR NO KEY UPDATE"};

constexpr Sql settlement_of_id{"settlement_to_reverse", "SELECT settlement_no, state FROM settlement WHERE id = $1"};
constexpr Sql insert_order{"insert_reversal_order", R"sql(
    INSERT INTO reversal_order (settlement_no, reason, ordered_by, ordered_at) VALUES ($1, $2, $3, instant_of($4))
    ON CONFLICT DO NOTHING)sql"};
constexpr Sql set_order_released{"release_reversal_order", R"sql(
    UPDATE reversal_order SET released_by = $2, released_at = instant_of($3) WHERE order_no = $1)sql"};
constexpr Sql set_order_withdrawn{"withdraw_reversal_order", R"sql(
    UPDATE reversal_order SET withdrawn_by = $2, withdrawn_at = instant_of($3) WHERE order_no = $1)sql"};

/// Of the columns NAME_by and NAME_ms. Null: nobody's yet.
Signature signature_in(const Row& row, const std::string& name) {
    if (row.is_null(name + "_by")) return {};
    return {row.text(name + "_by"), row.instant(name + "_ms")};
}

ReversalOrder order_in(const Row& row) {
    ReversalOrder order;
    order.no = row.number("order_no");
    order.settlement = SettlementId(row.text("settlement_id"));
    order.settlement_state = settlement_state_named(row.text("settlement_state")).value();
    order.reason = row.text("reason");
    order.ordered = signature_in(row, "ordered");
    order.released = signature_in(row, "released");
    order.withdrawn = signature_in(row, "withdrawn");
    return order;
}

Result<ReversalOrder> order_held(Session& session, long long no) {
    session.run(lock_order, {no});
    const auto row = session.first(order_by_number, {no});
    if (!row) return fail(ErrorCode::not_found, fmt::format("there is no order {}", no), {"order"});
    return order_in(*row);
}

Result<ReversalOrder> enter_order(Session& session, const SettlementId& settlement, const std::string& reason,
                                  const Signature& signature, const ports::AuditEvent& audit) {
    const auto of = session.first(settlement_of_id, {settlement});
    if (!of) return fail(ErrorCode::not_found, "there is no settlement of this id", {"settlement"});
    const auto state = settlement_state_named(of->text("state")).value();
    if (auto doubtful = check_reversal(state); !doubtful) return fail(doubtful.error());
    const SettlementNo no(of->number("settlement_no"));
    const bool is_new = session.run(insert_order, {no, reason, signature.by, signature.at}).affected > 0;
    const auto row = session.first(order_of_settlement, {no});
    if (!row) return fail(ErrorCode::conflict, "the settlement or its order changed just now", {"settlement"});
    ReversalOrder standing = order_in(*row);
    if (!is_new && (standing.ordered.by != signature.by || standing.reason != reason))
        return fail(ErrorCode::conflict, fmt::format("order {} of {} stands", standing.no, standing.ordered.by),
                    {"settlement"});
    if (is_new) write_audit_event(session, audit);
    return standing;
}

Result<ReversalOrder> withdraw_order(Session& session, long long no, const Signature& signature,
                                     const ports::AuditEvent& audit) {
    Result<ReversalOrder> order = order_held(session, no);
    if (!order || order->withdrawn.by == signature.by) return order;
    if (auto stands = check_stands(*order); !stands) return fail(stands.error());
    order->withdrawn = signature;
    session.run(set_order_withdrawn, {no, signature.by, signature.at});
    write_audit_event(session, audit);
    return order;
}

}  // namespace

Result<void> hold_for_release(Session& session, const ports::ReversalRelease& release) {
    const Result<ReversalOrder> order = order_held(session, release.order);
    if (!order) return fail(order.error());
    return check_release(*order, release.signature.by);
}

void write_release(Session& session, const ports::ReversalRelease& release) {
    session.run(set_order_released, {release.order, release.signature.by, release.signature.at});
    write_audit_event(session, release.audit);
}

awaitable<Result<ReversalOrder>> ReversalOrders::enter(SettlementId settlement, std::string reason, Signature signature,
                                                       ports::AuditEvent audit) {
    auto work = [settlement = std::move(settlement), reason = std::move(reason), signature = std::move(signature),
                 audit = std::move(audit)](Session& session) {
        return enter_order(session, settlement, reason, signature, audit);
    };
    return pool_.write_repeatable(enter_reversal, std::move(work));
}

awaitable<Result<ReversalOrder>> ReversalOrders::withdraw(long long no, Signature signature, ports::AuditEvent audit) {
    auto work = [no, signature = std::move(signature), audit = std::move(audit)](Session& session) {
        return withdraw_order(session, no, signature, audit);
    };
    return pool_.write_repeatable(withdraw_reversal, std::move(work));
}

awaitable<Result<std::optional<ReversalOrder>>> ReversalOrders::find(long long no) {
    auto work = [no](Session& session) -> Result<std::optional<ReversalOrder>> {
        const auto row = session.first(order_by_number, {no});
        if (!row) return std::nullopt;
        return order_in(*row);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<ReversalOrder>>> ReversalOrders::standing() {
    auto work = [](Session& session) -> Result<std::vector<ReversalOrder>> {
        std::vector<ReversalOrder> orders;
        for (const Row& row : session.run(all_standing))
            orders.push_back(order_in(row));
        return orders;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
