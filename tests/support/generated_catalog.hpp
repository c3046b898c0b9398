#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace clearing::generated {

/// The figures of the real map of diagnoses from the clinical to the insurance edition.
struct DiagnosisShape {
    static constexpr std::size_t rows = 35'587;
    static constexpr std::size_t identical = 31'199;
    static constexpr std::size_t changed = 4'388;
    static constexpr std::size_t targets = 32'189;
    static constexpr std::size_t shared_targets = 2'725;
    static constexpr std::size_t trimmed_cells = 26;
};

/// A sheet (CSV, UTF-8, CRLF) of that shape: its Chinese headers and empty last column, daggers with asterisks,
/// morphology, quoted cells, blanks of three sorts around 26 cells. Equal seeds, equal bytes; another seed shuffles the
/// rows and the names.
std::string diagnosis_sheet(std::uint64_t seed);

/// The text of drugs.tsv: `codes` local codes with catalog terms from 2017-01-01, of which about one in a hundred
/// changes its terms on the first of each of `months` months that follow.
std::string drug_file(std::size_t codes, std::size_t months, std::uint64_t seed);

}  // namespace clearing::generated
