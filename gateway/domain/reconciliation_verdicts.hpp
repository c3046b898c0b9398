#pragma once

#include "gateway/domain/names.hpp"

#include <cstdint>

namespace clearing {

// The centre answers what a sender has asked it to compare: to an institution that is us, to us it is the platform.

/// Of the totals of a period (3201).
enum class TotalsVerdict : std::uint8_t { equal, centre_has_more, sender_has_more, differs };

/// Of one line (3202).
enum class LineVerdict : std::uint8_t { equal, only_centre, only_sender, differs };

// Their codes in the national baseline's stmt_rslt. Provinces number otherwise: what others answer is read by codecs.

constexpr Names<TotalsVerdict, 4> totals_verdict_codes{{{TotalsVerdict::equal, "0"},
                                                        {TotalsVerdict::centre_has_more, "1"},
                                                        {TotalsVerdict::sender_has_more, "2"},
                                                        {TotalsVerdict::differs, "3"}}};
constexpr Names<LineVerdict, 4> line_verdict_codes{{{LineVerdict::equal, "0"},
                                                    {LineVerdict::only_centre, "1"},
                                                    {LineVerdict::only_sender, "2"},
                                                    {LineVerdict::differs, "3"}}};

}  // namespace clearing
