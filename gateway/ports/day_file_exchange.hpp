#pragma once

#include "gateway/domain/statement.hpp"
#include "gateway/ports/file_matcher.hpp"

#include <optional>

namespace clearing::ports {

/// What a partner's day file led to.
struct FileImport {
    DayFileReport file;
    long long matched = 0;
    std::vector<Difference> differences;
    std::optional<Statement> statement;  ///< once the day is agreed by it
};

/// What becomes of the day once the file is compared.
enum class AfterComparison : std::uint8_t {
    look,   ///< the differences are kept for people
    agree,  ///< what is equal clears, and the statement is made
};

/// Days with partners who send files, as whoever orders it sees it (services/reconciliation carries it out).
class DayFileExchange {
public:
    virtual ~DayFileExchange() = default;
    /// Errors: as services/reconciliation/day_file_service.hpp lists them.
    virtual awaitable<Result<FileImport>> import(DayKey key, std::string file, AfterComparison then,
                                                 FileProgress progress) = 0;
    virtual awaitable<Result<long long>> write(DayKey key, std::string file, FileProgress progress) = 0;
};

}  // namespace clearing::ports
