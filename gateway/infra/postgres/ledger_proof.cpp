#include "gateway/infra/postgres/ledger_proof.hpp"

namespace clearing::postgres {
namespace {

constexpr Sql broken_laws{"ledger_proof", R"sql(
    SELECT law, platform, counterparty, direction, component, expected, found FROM ledger_proof($1)
    ORDER BY law, platform, counterparty, direction, component)sql"};

}  // namespace

awaitable<Result<std::vector<ports::BrokenLaw>>> LedgerProof::prove(ClearingDay day) {
    auto work = [day](Session& session) -> Result<std::vector<ports::BrokenLaw>> {
        std::vector<ports::BrokenLaw> broken;
        for (const Row& row : session.run(broken_laws, {day}))
            broken.push_back({row.text("law"), row.text("platform"), row.text("counterparty"), row.text("direction"),
                              row.text("component"), row.money("expected"), row.money("found")});
        return broken;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
