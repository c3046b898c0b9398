#pragma once

#include <string>
#include <utility>
#include <vector>

namespace clearing::tables {

/// What is wrong with the reviewed tables: sentences that begin with file:line. Reading goes on after a finding, so
/// that a reviewer sees all of them at once.
class Findings {
public:
    /// `where` is "routes.tsv:12" or "routes.tsv".
    void add(const std::string& where, const std::string& what) { sentences_.push_back(where + ": " + what); }

    bool empty() const { return sentences_.empty(); }
    const std::vector<std::string>& sentences() const { return sentences_; }

private:
    std::vector<std::string> sentences_;
};

}  // namespace clearing::tables
