#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/services/translation/translator.hpp"

namespace clearing::translation {

/// Sums detail rows into the class of their fund type where the answer has no column for them (DESIGN §3 rule 7): the
/// open list beside the columns counts as other fund, and a component may have been left out. Only where law D lacks
/// exactly what these components lack of their rows; then it holds. Never otherwise, and no other amount is touched.
/// Amounts of either sign; types in national codes.
void sum_into_classes(SettledBill& bill, const Translator& translator);

}  // namespace clearing::translation
