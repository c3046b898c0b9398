#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace clearing {

/// A code as the sender wrote it and as it was translated (DESIGN §3 rule 8).
struct TranslatedCode {
    std::string original_code;
    std::string original_name;
    std::string code;
    std::string name;
    std::string map_version;
    std::string map_row;

    bool operator==(const TranslatedCode&) const = default;
};

/// A code of a settlement that is not of one of its fee lines, and how it was translated. `map_row` "unmapped": a
/// policy let it pass as it came.
struct TranslationNote {
    std::string kind;  ///< as unmapped.tsv writes it: "diagnosis", "care_kind", …
    std::string from;  ///< vocabularies, likewise: "local", "national", "delta"
    std::string to;
    TranslatedCode code;

    bool operator==(const TranslationNote&) const = default;
};

/// Appends what does not stand there yet: an answer that is given again notes nothing twice.
inline void append_notes(std::vector<TranslationNote>& notes, const std::vector<TranslationNote>& more) {
    for (const TranslationNote& note : more)
        if (std::ranges::find(notes, note) == notes.end()) notes.push_back(note);
}

}  // namespace clearing
