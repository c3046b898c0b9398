#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"
#include "gateway/ports/day_files.hpp"

#include <functional>
#include <string>
#include <vector>

namespace clearing::ports {

/// By which id a line stands in a partner's file (SETTLEMENT §1).
enum class FileIds : std::uint8_t {
    of_settlement_keys,  ///< Delta, and whatever we answered to the national platform
    of_the_platform,     ///< the platform's setl_id of our visitors
};

/// A partner's file beside our day, narrowed to what differs.
struct FileComparison {
    DayFileReport file;
    long long matched = 0;            ///< lines of both that are equal
    std::vector<DayLine> ours;        ///< ascending by key: without a line of theirs, or with one that differs
    std::vector<DayFileLine> theirs;  ///< in the file's order: the same for theirs, and all lines of an id named twice
};

/// Told from another thread: how much of how much.
using FileProgress = std::function<void(std::size_t done, std::size_t total)>;

/// A whole day against a file, line by line and set by set; memory does not grow with the day. Nothing is left behind:
/// the same order again has the same result, whatever became of the first.
/// Errors: as DayFiles, store_unavailable, conflict (more than `greatest_difference` lines differ: it is another day's
/// file; two of our lines share an id).
class FileMatcher {
public:
    static constexpr long long greatest_difference = 100'000;

    virtual ~FileMatcher() = default;
    /// The day's lines are those of DayStore::content; the day is over.
    virtual awaitable<Result<FileComparison>> compare(DayKey key, FileIds ids, std::string file,
                                                      FileProgress progress) = 0;
    /// Our own lines into a file, by settlement number, late ones last. Answers how many.
    virtual awaitable<Result<long long>> write(DayKey key, FileIds ids, std::string file, FileProgress progress) = 0;
};

}  // namespace clearing::ports
