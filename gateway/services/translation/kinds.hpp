#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace clearing::translation {

/// Three vocabularies: the Ningbo institutions' and core's, the national standard, the Delta partner's.
enum class Vocabulary : std::uint8_t { local, national, delta };

/// What a code names. One file of mappings/ each.
enum class CodeKind : std::uint8_t {
    drug,          ///< western drugs (and Chinese patent ones where the bureau lists them so)
    chinese_drug,  ///< Chinese patent drugs and herbs
    service,
    consumable,
    diagnosis,  ///< dagger/asterisk and morphology forms included
    operation,
    chronic_disease,
    institution,
    pharmacy,
    doctor,
    nurse,
    insurance_type,         ///< insutype
    care_kind,              ///< med_type
    fund_kind,              ///< fund_pay_type, an open list
    person_kind,            ///< psn_type
    charge_level,           ///< chrgitm_lv
    clearing_kind,          ///< clr_type
    clearing_way,           ///< clr_way
    list_type,              ///< list_type
    certificate_type,       ///< psn_cert_type
    reconciliation_result,  ///< stmt_rslt
};

/// How much of the source's meaning the target has. Only `same` may be read backwards, and only while no other row
/// leads to its target: the real diagnosis map has 2,725 targets with several sources.
enum class Relation : std::uint8_t {
    same,
    narrower,     ///< the source says more than the target: detail is lost on the way
    broader,      ///< the source says less than the target
    many_to_one,  ///< one of several sources of this target
};

/// What to do with a code that has no row (DESIGN §3 rule 8). A row of unmapped.tsv per kind and direction.
enum class UnmappedPolicy : std::uint8_t { refuse, pass, hold };

/// The columns a kind has beyond those all kinds have.
enum class RowTerms : std::uint8_t { none, catalog, fund_class };

struct KindTraits {
    std::string_view name;  ///< as unmapped.tsv and the commands write it
    std::string_view file;  ///< of mappings/
    RowTerms terms = RowTerms::none;
};

inline constexpr std::array<KindTraits, 21> kind_traits{{
    {"drug", "drugs.tsv", RowTerms::catalog},
    {"chinese_drug", "chinese_drugs.tsv", RowTerms::catalog},
    {"service", "services.tsv", RowTerms::catalog},
    {"consumable", "consumables.tsv", RowTerms::catalog},
    {"diagnosis", "diagnoses.tsv"},
    {"operation", "operations.tsv"},
    {"chronic_disease", "chronic_diseases.tsv"},
    {"institution", "institution_codes.tsv"},
    {"pharmacy", "pharmacy_codes.tsv"},
    {"doctor", "doctors.tsv"},
    {"nurse", "nurses.tsv"},
    {"insurance_type", "insurance_types.tsv"},
    {"care_kind", "care_kinds.tsv"},
    {"fund_kind", "fund_kinds.tsv", RowTerms::fund_class},
    {"person_kind", "person_kinds.tsv"},
    {"charge_level", "charge_levels.tsv"},
    {"clearing_kind", "clearing_kinds.tsv"},
    {"clearing_way", "clearing_ways.tsv"},
    {"list_type", "list_types.tsv"},
    {"certificate_type", "certificate_types.tsv"},
    {"reconciliation_result", "reconciliation_results.tsv"},
}};
inline constexpr std::size_t kind_count = kind_traits.size();

inline constexpr std::array all_vocabularies{Vocabulary::local, Vocabulary::national, Vocabulary::delta};

inline constexpr auto all_kinds = [] {
    std::array<CodeKind, kind_count> kinds{};
    for (std::size_t i = 0; i < kind_count; ++i)
        kinds[i] = static_cast<CodeKind>(i);
    return kinds;
}();

constexpr const KindTraits& traits_of(CodeKind kind) {
    return kind_traits[static_cast<std::size_t>(kind)];
}
constexpr std::string_view name_of(CodeKind kind) {
    return traits_of(kind).name;
}
constexpr std::string_view name_of(Vocabulary vocabulary) {
    constexpr std::array<std::string_view, 3> names{"local", "national", "delta"};
    return names[static_cast<std::size_t>(vocabulary)];
}
constexpr std::string_view name_of(Relation relation) {
    constexpr std::array<std::string_view, 4> names{"same", "narrower", "broader", "many-to-one"};
    return names[static_cast<std::size_t>(relation)];
}
constexpr std::string_view name_of(UnmappedPolicy policy) {
    constexpr std::array<std::string_view, 3> names{"refuse", "pass", "hold"};
    return names[static_cast<std::size_t>(policy)];
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
constexpr std::optional<Relation> relation_named(std::string_view name) {
    for (const Relation relation : {Relation::same, Relation::narrower, Relation::broader, Relation::many_to_one})
        if (name_of(relation) == name) return relation;
    return std::nullopt;
}
constexpr std::optional<UnmappedPolicy> policy_named(std::string_view name) {
    for (const UnmappedPolicy policy : {UnmappedPolicy::refuse, UnmappedPolicy::pass, UnmappedPolicy::hold})
        if (name_of(policy) == name) return policy;
    return std::nullopt;
}

}  // namespace clearing::translation
