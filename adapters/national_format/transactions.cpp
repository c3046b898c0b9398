#include "adapters/national_format/transactions.hpp"

#include <algorithm>
#include <array>

namespace clearing::national_format {

namespace {

using enum TransactionKind;
using enum CareSetting;
using enum VisitAction;

constexpr auto table = std::to_array<Transaction>({
    {"1101", person, outpatient},
    {"2001", entitlement, outpatient},
    {"2201", visit, outpatient, register_outpatient},
    {"2202", visit, outpatient, cancel_registration},
    {"2203", visit, outpatient, outpatient_details},
    {"2204", upload_fees, outpatient},
    {"2205", remove_fees, outpatient},
    {"2206", quote, outpatient},
    {"2207", settle, outpatient},
    {"2208", cancel, outpatient},
    {"2301", upload_fees, inpatient},
    {"2302", remove_fees, inpatient},
    {"2303", quote, inpatient},
    {"2304", settle, inpatient},
    {"2305", cancel, inpatient},
    {"2401", visit, inpatient, admit},
    {"2402", visit, inpatient, discharge},
    {"2403", visit, inpatient, change_admission},
    {"2404", visit, inpatient, cancel_admission},
    {"2405", visit, inpatient, cancel_discharge},
    {"2601", reverse},
    {"3201", compare_totals},
    {"3202", compare_details},
    {"3260", list_allocations},
    {"3261", confirm_allocations},
    {"3262", roll_back_confirmation},
    {"5201", list_visits},
    {"5203", find_settlement},
    {"5204", list_fees},
    {"9001", sign_in},
    {"9002", sign_out},
    {"9101", upload_file},
    {"9102", download_file},
});

}  // namespace

const Transaction* find_transaction(std::string_view infno) {
    if (infno.size() == 5 && infno.ends_with('A')) infno.remove_suffix(1);
    const auto found = std::ranges::find(table, infno, &Transaction::infno);
    return found == table.end() ? nullptr : &*found;
}

}  // namespace clearing::national_format
