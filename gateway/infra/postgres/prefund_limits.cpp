#include "gateway/infra/postgres/prefund_limits.hpp"

#include "gateway/infra/postgres/prefund_rows.hpp"

#include <map>

namespace clearing::postgres {
namespace {

constexpr Write note_limit{"prefund.note_limit"};

Answers<void> note_together(Session& session, const Items<ReachedLimit>& notes) {
    std::map<PrefundKey, Instant> reached;
    for (const ReachedLimit* note : notes)
        reached.try_emplace(note->key, note->at);
    for (const auto& [key, at] : reached)
        note_reached_limit(session, key, at);
    return Answers<void>(notes.size(), Result<void>());
}

}  // namespace

const WriteKind<ReachedLimit, void> reached_limits{note_limit, note_together};

}  // namespace clearing::postgres
