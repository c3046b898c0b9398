#pragma once

#include "gateway/services/prefund/papers.hpp"

namespace clearing::prefund {

/// Money that has come or gone at the bank: one person enters it, another one releases it.
class Movements {
public:
    explicit Movements(const Surroundings& surroundings) : world_(surroundings) {}

    /// Errors: as PrefundBook::enter.
    awaitable<Result<ports::KeptPrefundMovement>> enter(PrefundMovement movement);

    /// Posts it, and judges the level by today's marks: a prefund that begins has them at once. Errors: as
    /// PrefundBook::release.
    awaitable<Result<ports::KeptPrefundMovement>> release(long long movement_no, std::string by);

private:
    Surroundings world_;
};

}  // namespace clearing::prefund
