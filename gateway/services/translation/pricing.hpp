#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/fee_line.hpp"
#include "gateway/services/translation/translator.hpp"

#include <vector>

namespace clearing::translation {

/// Checks and splits the lines of a visitor by the treatment catalog, and puts their codes into the answerer's
/// vocabulary: law F, a row for every code on its fee_ocur_time, split fields sent must equal ours. All lines are
/// looked at; every fault is named at once. Codes without a row are added to `unmapped` as well; one that only the
/// answerer has no code for, and whose policy is hold, is no fault here: lines travel later, and wait for their row
/// then. Errors, the gravest of all lines: unmapped_code, law_f_broken, split_differs, held_for_mapping.
Result<std::vector<FeeLine>> price_lines(const Translator& translator, Vocabulary answerer, std::vector<FeeLine> lines,
                                         std::vector<Unmapped>& unmapped);

/// Residents away: nothing is recomputed. F and the line's own split are checked. Error: law_f_broken.
Result<std::vector<FeeLine>> check_lines(std::vector<FeeLine> lines);

/// Lines into another vocabulary: a partner's when it sent them, ours when they are sent. Those worded for it when they
/// were taken in stay as they are. Errors and `unmapped` as price_lines, and every hold is one.
Result<std::vector<FeeLine>> translate_lines(const Translator& translator, Vocabulary from, Vocabulary to,
                                             std::vector<FeeLine> lines, std::vector<Unmapped>& unmapped);

/// What a line's code names: by what the sender calls its list, else by the shape of the code.
CodeKind kind_of(const FeeLine& line);

}  // namespace clearing::translation
