#pragma once

#include "gateway/ports/alarms.hpp"
#include "gateway/services/prefund/papers.hpp"

namespace clearing::prefund {

/// The year's size and its two days (DOMAIN §2: notices by the end of January, paid by the end of February), looked at
/// daily: while the size of a prefund that is kept is not what is held and no money of the year was released for it, an
/// alarm from each of the two days on, prefund_notice_late and prefund_not_paid. Where a rule or a deadline has no row
/// in force nothing is owed.
class YearWatch {
public:
    YearWatch(const Surroundings& surroundings, ports::Alarms& alarms)
        : world_(surroundings), papers_(surroundings), alarms_(alarms) {}

    /// What came of it, in a few words. Error: store_unavailable, when all have been looked at.
    awaitable<Result<std::string>> look();

private:
    /// Whether it is late.
    awaitable<Result<bool>> judge(PrefundKey key, int year);

    Surroundings world_;
    Papers papers_;
    ports::Alarms& alarms_;
};

}  // namespace clearing::prefund
