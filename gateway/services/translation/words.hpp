#pragma once

#include "gateway/services/translation/translator.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace clearing::translation {

inline constexpr std::array all_vocabularies{Vocabulary::local, Vocabulary::national, Vocabulary::delta};
inline constexpr std::array all_kinds{CodeKind::drug,      CodeKind::service,        CodeKind::consumable,
                                      CodeKind::diagnosis, CodeKind::insurance_type, CodeKind::care_kind,
                                      CodeKind::fund_kind, CodeKind::person_kind};

constexpr std::string_view name_of(Vocabulary vocabulary) {
    constexpr std::array<std::string_view, 3> names{"local", "national", "delta"};
    return names[static_cast<std::size_t>(vocabulary)];
}

constexpr std::string_view name_of(CodeKind kind) {
    constexpr std::array<std::string_view, 8> names{"drug",           "service",   "consumable", "diagnosis",
                                                    "insurance_type", "care_kind", "fund_kind",  "person_kind"};
    return names[static_cast<std::size_t>(kind)];
}

constexpr std::optional<Vocabulary> vocabulary_named(std::string_view name) {
    for (const Vocabulary vocabulary : all_vocabularies)
        if (name_of(vocabulary) == name) return vocabulary;
    return std::nullopt;
}

constexpr std::optional<CodeKind> kind_named(std::string_view name) {
    for (const CodeKind kind : all_kinds)
        if (name_of(kind) == name) return kind;
    return std::nullopt;
}

constexpr std::optional<UnmappedPolicy> policy_named(std::string_view name) {
    if (name == "refuse") return UnmappedPolicy::refuse;
    if (name == "pass") return UnmappedPolicy::pass;
    if (name == "hold") return UnmappedPolicy::hold;
    return std::nullopt;
}

}  // namespace clearing::translation
