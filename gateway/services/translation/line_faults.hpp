#pragma once

#include "gateway/domain/fee_line.hpp"
#include "gateway/domain/result.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::translation {

/// The faults of an upload, all of them: the hospital corrects them at once, not one by one.
class LineFaults {
public:
    /// `field` is the wire name; it is told as feedetail[3].pric, counted from 0 as in the message.
    void add(ErrorCode code, std::size_t index, const FeeLine& line, std::string_view field, const std::string& what);

    bool empty() const { return fields_.empty(); }

    /// One error for all. Its code is the gravest present: unmapped_code, law_f_broken, split_differs,
    /// held_for_mapping.
    Error to_error() const;

private:
    std::vector<ErrorCode> codes_;
    std::vector<std::string> sentences_;
    std::vector<std::string> fields_;
};

/// Law F of one line: count × price against the amount, and the amount against `split` where one is given.
void check_amount(std::size_t index, const FeeLine& line, const std::optional<ScopeSplit>& split, LineFaults& faults);

}  // namespace clearing::translation
