#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace clearing::mapping {

/// What is wrong with an import, by the rows of its sheet: a hundred sentences, and how many more there are.
class RowFaults {
public:
    static constexpr std::size_t told = 100;

    void add(std::size_t row, const std::string& what) { add("row " + std::to_string(row) + ": " + what); }
    void add(std::string sentence) {
        if (count_++ < told) sentences_.push_back(std::move(sentence));
    }

    bool empty() const { return count_ == 0; }

    std::vector<std::string> sentences() && {
        if (count_ > told) sentences_.push_back("and " + std::to_string(count_ - told) + " more faults");
        return std::move(sentences_);
    }

private:
    std::size_t count_ = 0;
    std::vector<std::string> sentences_;
};

}  // namespace clearing::mapping
