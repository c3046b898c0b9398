#pragma once

#include "gateway/services/mapping/row_faults.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::mapping {

/// What a sheet's column can hold; the names are those of a mapping file's columns.
enum class Field : std::uint8_t {
    source_system,
    source_code,
    target_system,
    valid_from,
    valid_to,
    target_code,
    relation,
    source_name,
    target_name,
    list_type,
    charge_item_type,
    charge_level,
    first_self_pay_ratio,
    price_ceiling,
    fund_class,
    fund,
    origin,
    reviewed_by,
};
inline constexpr std::size_t field_count = 18;

std::string_view name_of(Field field);

/// Where a sheet has which field.
class SheetColumns {
public:
    std::optional<std::size_t>& operator[](Field field) { return places_[static_cast<std::size_t>(field)]; }
    std::optional<std::size_t> operator[](Field field) const { return places_[static_cast<std::size_t>(field)]; }
    bool has(Field field) const { return (*this)[field].has_value(); }

    std::vector<std::size_t> nameless;  ///< columns with an empty header: left out if all their cells are empty
    std::vector<std::string> not_read;  ///< headers nobody knows
    std::vector<std::string> by_order;  ///< "source_code is read from '编码'": for a person to confirm

private:
    std::array<std::optional<std::size_t>, field_count> places_;
};

/// By the names of the fields, by the Chinese headers in use (the table in known_headers.cpp), and for codes and names
/// still missing by order: the first unknown header with 编码 or 代码 is the source's code, the second the target's;
/// the same with 名称. Faults: two columns of one field; no source or target code.
SheetColumns find_columns(const std::vector<std::string>& header, RowFaults& faults);

}  // namespace clearing::mapping
