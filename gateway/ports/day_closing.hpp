#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/domain/statement.hpp"
#include "gateway/ports/awaitable.hpp"

namespace clearing::ports {

/// Closes a clearing day and answers its statement; repeating is harmless.
class DayClosing {
public:
    virtual ~DayClosing() = default;
    virtual awaitable<Result<Statement>> close(DayKey key) = 0;
};

}  // namespace clearing::ports
