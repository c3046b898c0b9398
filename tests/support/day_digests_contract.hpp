#pragma once

#include "gateway/ports/day_digests.hpp"
#include "gateway/ports/digest.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// Digests of the days that `stores` keep.
struct DayDigestsContract {
    const StoreContract& stores;
    ports::DayDigests& digests;
    const ports::Digest& digest;
};

/// What DayDigests have to do, whatever they are made of (store_contract.hpp says how to run it).
#define DAY_DIGESTS_CONTRACT(CASE)                                          \
    CASE(a_day_without_lines_has_no_groups)                                 \
    CASE(lines_are_grouped_by_region_pair_insurance_and_kind)               \
    CASE(a_groups_digest_is_over_its_leaves_in_the_byte_order_of_their_ids) \
    CASE(a_range_begins_after_one_id_and_includes_the_other)                \
    CASE(a_cut_range_has_no_gaps_and_parts_of_about_the_same_size)          \
    CASE(a_range_without_lines_is_one_part_of_none)                         \
    CASE(ranges_the_other_side_has_cut_are_answered_in_its_order)           \
    CASE(carried_lines_are_in_no_group_and_late_ones_are)                   \
    CASE(the_lines_of_a_range_are_those_of_the_day)

void a_day_without_lines_has_no_groups(const DayDigestsContract& contract);
void lines_are_grouped_by_region_pair_insurance_and_kind(const DayDigestsContract& contract);
void a_groups_digest_is_over_its_leaves_in_the_byte_order_of_their_ids(const DayDigestsContract& contract);
void a_range_begins_after_one_id_and_includes_the_other(const DayDigestsContract& contract);
void a_cut_range_has_no_gaps_and_parts_of_about_the_same_size(const DayDigestsContract& contract);
void a_range_without_lines_is_one_part_of_none(const DayDigestsContract& contract);
void ranges_the_other_side_has_cut_are_answered_in_its_order(const DayDigestsContract& contract);
void carried_lines_are_in_no_group_and_late_ones_are(const DayDigestsContract& contract);
void the_lines_of_a_range_are_those_of_the_day(const DayDigestsContract& contract);

}  // namespace clearing::tests
