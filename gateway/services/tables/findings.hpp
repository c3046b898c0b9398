#pragma once

#include <string>
#include <utility>
#include <vector>

namespace clearing::tables {

/// What is wrong with the reviewed tables: sentences that begin with file:line. Reading goes on after a finding, so
/// that a reviewer sees all of them at once. A notice is no fault: it asks for a second look (a ceiling that falls).
class Findings {
public:
    /// `where` is "routes.tsv:12" or "routes.tsv".
    void add(const std::string& where, const std::string& what) { sentences_.push_back(where + ": " + what); }

    void notice(const std::string& where, const std::string& what) { notices_.push_back(where + ": " + what); }

    bool empty() const { return sentences_.empty(); }  ///< no fault; notices do not count
    const std::vector<std::string>& sentences() const { return sentences_; }
    const std::vector<std::string>& notices() const { return notices_; }

private:
    std::vector<std::string> sentences_, notices_;
};

}  // namespace clearing::tables
