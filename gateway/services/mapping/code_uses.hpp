#pragma once

#include "gateway/ports/code_usage.hpp"
#include "gateway/services/translation/translator.hpp"

#include <string>
#include <vector>

namespace clearing::mapping {

/// One need for a translation, as a bill in the books had it.
struct CodeUse {
    translation::CodeKind kind{};
    translation::Vocabulary from{}, to{};
    std::string code, name;
    Date on;           ///< the governing date (SETTLEMENT §5)
    Money amount;      ///< of the fee line, or of the bill
    std::string line;  ///< the line's id; empty: the bill's own code
};

/// What a version makes of a use.
struct Verdict {
    enum class What : std::uint8_t { mapped, passed, held, refused } what{};
    std::string code;  ///< what goes out; empty where nothing does
    std::string row;
};

/// All uses of a bill: the catalog row of each line, the line's code on to a partner with codes of its own, the
/// diagnoses, and what the settlement was noted to be translated with. `platform`: the vocabulary of the bill's
/// platform.
std::vector<CodeUse> code_uses(const ports::BillInUse& bill, translation::Vocabulary platform);

/// Nothing goes out: refused or held.
constexpr bool stops(const Verdict& verdict) {
    return verdict.what == Verdict::What::held || verdict.what == Verdict::What::refused;
}

Verdict judge(const translation::Translator& translator, const CodeUse& use);

}  // namespace clearing::mapping
