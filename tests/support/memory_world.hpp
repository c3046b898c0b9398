#pragma once

#include "tests/support/memory_day_store.hpp"
#include "tests/support/memory_doubt_list.hpp"
#include "tests/support/memory_far_side.hpp"
#include "tests/support/memory_message_log.hpp"
#include "tests/support/memory_outbox.hpp"
#include "tests/support/memory_settlement_store.hpp"
#include "tests/support/memory_visit_store.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// The stores in memory as a contract sees them; its clock stands at noon of the first example day.
class MemoryWorld {
public:
    MemoryWorld();
    StoreContract contract();

    MemoryBooks books;
    MemoryOutboxRows outbox_rows;
    MemoryDoubts doubt_rows;
    MemorySettlementStore settlements{books};
    MemoryVisitStore visits{books};
    MemoryDayStore days{books};
    MemoryMessageLog log{books.messages, books};
    MemoryOutbox outbox{books, outbox_rows};
    MemoryDoubtList doubts{books, doubt_rows};
    MemoryFarSide far_side{books, doubt_rows};

private:
    class Hold;
    bool strikes(WriteMoment moment);
    std::string everything() const;

    std::optional<StoreContract::Loss> loss_;
    int commits_before_loss_ = 0;
    int statements_until_broken_off_ = 0;  ///< 0: none asked for
    bool has_struck_ = false;
    std::weak_ptr<Hold> hold_;
};

}  // namespace clearing::tests
