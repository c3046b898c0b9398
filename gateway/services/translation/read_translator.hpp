#pragma once

#include "gateway/services/tables/findings.hpp"
#include "gateway/services/translation/translator.hpp"

#include <string>
#include <vector>

namespace clearing::translation {

/// The header of the tables that only translate: diagnoses, insurance types, care kinds, person kinds.
inline const std::vector<std::string> code_columns{"local_code",    "valid_from", "valid_to",
                                                   "national_code", "delta_code", "local_name",
                                                   "national_name", "source",     "reviewed_by"};

/// What Translator::load does, with every finding told (Translator::load refuses at any).
std::shared_ptr<const Translator> read_translator(const MappingTexts& texts, tables::Findings& findings);

}  // namespace clearing::translation
