#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>

namespace clearing::ports {

/// A file moved by 9101 and 9102: it belongs to one institution and is kept for a time.
struct ExchangeFile {
    std::string number;  ///< file_qury_no, at most 30 characters
    InstitutionCode institution;
    std::string name;
    std::string bytes;  ///< persons stand in it: sealed at rest
    Instant kept_at{}, expires_at{};
};

/// Errors everywhere: store_unavailable.
class ExchangeFiles {
public:
    virtual ~ExchangeFiles() = default;
    /// Files that have expired by `file.kept_at` go. A number that is taken keeps its file.
    virtual awaitable<Result<void>> keep(ExchangeFile file) = 0;
    /// Nothing: no such file of this institution, or it has expired.
    virtual awaitable<Result<std::optional<ExchangeFile>>> find(InstitutionCode institution, std::string number,
                                                                Instant now) = 0;
};

}  // namespace clearing::ports
