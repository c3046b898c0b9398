#pragma once

#include "gateway/domain/ids.hpp"

namespace clearing::yangtze_delta {

/// Is `division` the region itself or inside it? "310101" and "319900" are inside 310000, "330203" inside 330200.
/// Both are six digits; anything else belongs to nobody.
bool belongs_to(const DivisionCode& division, const DivisionCode& region);

bool is_division_code(const DivisionCode& division);

}  // namespace clearing::yangtze_delta
