#pragma once

#include "gateway/services/prefund/papers.hpp"

namespace clearing::prefund {

/// The look at every prefund, once a day: the marks of the rows in force, the level they give, and whether the day it
/// runs out is near. Alarms come of it in the books' own commits. Where working days are to be counted and a year's
/// calendar is not loaded nothing is forecast. Repeating it changes nothing.
class Watch {
public:
    explicit Watch(const Surroundings& surroundings) : world_(surroundings), papers_(surroundings) {}

    /// What came of it, in a few words. Error: store_unavailable.
    awaitable<Result<std::string>> look();

private:
    /// Whether it runs out soon.
    awaitable<Result<bool>> judge(ports::PrefundPosition position);

    Surroundings world_;
    Papers papers_;
};

}  // namespace clearing::prefund
