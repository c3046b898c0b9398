#pragma once

#include "sim-peers/books.hpp"
#include "sim-peers/json.hpp"

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

namespace clearing::peers {

/// What the roles must still know when their process was killed: one JSON line an entry, on the disk before anybody is
/// answered. Without a file it keeps nothing.
class Journal {
public:
    Journal() = default;
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// Answers what an earlier process kept. A last line that its end cut short is dropped: nobody was answered for it.
    std::expected<std::vector<Json>, std::string> open(const std::filesystem::path& file);
    bool is_on() const { return file_ >= 0; }
    /// Ends the process when the disk does not take it: who cannot remember must not answer.
    void keep(const Json& entry);

private:
    int file_ = -1;
};

/// Every member of a record, and back.
Json whole(const Record& record);
Record record_of(const Json& json);

}  // namespace clearing::peers
