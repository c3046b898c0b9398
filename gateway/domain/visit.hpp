#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/carried.hpp"
#include "gateway/domain/fee_line.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/person.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing {

enum class VisitAction : std::uint8_t {
    register_outpatient,  // 2201
    cancel_registration,  // 2202
    outpatient_details,   // 2203, 2203A
    admit,                // 2401
    discharge,            // 2402
    change_admission,     // 2403
    cancel_admission,     // 2404
    cancel_discharge,     // 2405
};

constexpr bool opens_visit(VisitAction action) {
    return action == VisitAction::register_outpatient || action == VisitAction::admit;
}
constexpr bool cancels_visit(VisitAction action) {
    return action == VisitAction::cancel_registration || action == VisitAction::cancel_admission;
}

struct Diagnosis {
    std::string type;  ///< diag_type
    int rank = 1;      ///< diag_srt_no
    TranslatedCode code;
    bool main = false;  ///< maindiag_flag
    Carried carried;
};

/// One message about a visit. Members that the action does not have stay empty.
struct VisitRequest {
    VisitAction action{};
    VisitId visit;  ///< ours, towards the caller; empty when the action opens a visit
    Person person;
    InsuranceType insurance_type;
    std::string med_type;     ///< 11 ordinary outpatient, 14 chronic, 21 ordinary inpatient …
    std::string stay_number;  ///< ipt_otp_no
    std::string begin_time;   ///< begntime as sent
    std::string end_time;     ///< endtime (discharge)
    std::string department_code, department_name, doctor_code, doctor_name;
    std::string disease_code, disease_name;
    bool emergency = false;  ///< OTP_ER_REFL_FLAG 1 or 3, IPT_TYPE 2: counts as filed
    std::vector<Diagnosis> diagnoses;
    Carried carried;
};

struct VisitAnswer {
    VisitId visit;  ///< the answerer's id; the asker sees ours (hop by hop)
    Carried carried;
};

enum class VisitState : std::uint8_t { open, discharged, cancelled };

/// A visit as our books hold it.
struct Visit {
    VisitNo no;
    VisitId id;        ///< ours
    VisitId their_id;  ///< the other side's
    Direction direction{};
    CareSetting care{};
    PlatformName platform;
    DivisionCode treatment_division, insured_division;
    InstitutionCode institution;
    std::string institution_name;
    Person person;
    InsuranceType insurance_type;
    std::string med_type;
    std::string stay_number;
    std::string begin_time, end_time;
    bool emergency = false;
    std::vector<Diagnosis> diagnoses;
    std::vector<Filing> filings;
    VisitState state = VisitState::open;
    int revision = 0;  ///< of what is stored; each change makes another
};

struct FeeUpload {  // 2204, 2301
    VisitId visit;
    std::vector<FeeLine> lines;
    Carried carried;
};

struct FeeUploadAnswer {
    std::vector<FeeLine> lines;  ///< with their split
};

struct FeeRemoval {  // 2205, 2302
    VisitId visit;
    BillNumber bill;            ///< "0000": all unsettled lines of the visit
    std::vector<LineId> lines;  ///< inpatient: "0000" alone means all
    std::string person_number;
};

}  // namespace clearing
