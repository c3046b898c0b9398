#pragma once

#include "gateway/domain/ids.hpp"
#include "gateway/domain/money.hpp"
#include "gateway/domain/result.hpp"

#include <memory>
#include <string>
#include <vector>

namespace clearing::ports {

/// A line of a day file: the columns of 3202's input file that a day is compared by. The person's column is neither
/// kept nor written.
struct DayFileLine {
    long long number = 0;  ///< of the line in its file, from 1; not written
    SettlementId settlement;
    VisitId visit;
    int sign = 1;  ///< −1: refd_setl_flag is 1
    Money total, fund_total, account;
};

/// What a reader found beside the good lines.
struct DayFileReport {
    long long lines = 0;                 ///< of settlements, bad ones included
    long long bad = 0;                   ///< left out, each for itself
    std::vector<std::string> bad_lines;  ///< the first 100 of them: "line 17: …"
    bool has_control_line = false;
};

/// Reads a day file from beginning to end, never more of it in memory than a batch. It blocks.
class DayFileReader {
public:
    virtual ~DayFileReader() = default;
    /// The next lines in place of `batch`; none: the file is over, complete and undamaged. Error: invalid_value (not a
    /// zip archive of one file, its CRC or size does not hold, its control line does not hold).
    virtual Result<void> read(std::vector<DayFileLine>& batch) = 0;
    virtual const DayFileReport& report() const = 0;
    virtual long long bytes_read() const = 0;  ///< of the file on disk
    virtual long long bytes() const = 0;
};

/// Writes one. Under its name it is there only once finished; what was there under the name before is replaced.
class DayFileWriter {
public:
    virtual ~DayFileWriter() = default;
    virtual Result<void> write(const std::vector<DayFileLine>& lines) = 0;
    virtual Result<void> finish() = 0;
};

/// Where partners put their day files and fetch ours. A name is a file's name, never a path. Nothing is ever deleted.
/// Errors: invalid_value (the name), not_found, internal_error (the disk).
class DayFiles {
public:
    virtual ~DayFiles() = default;
    virtual Result<std::unique_ptr<DayFileReader>> open(const std::string& name) = 0;
    virtual Result<std::unique_ptr<DayFileWriter>> create(const std::string& name) = 0;
};

}  // namespace clearing::ports
