#pragma once

#include "gateway/domain/carried.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/money.hpp"

#include <string>
#include <vector>

namespace clearing {

/// A person as the messages name them. Never in a log (DESIGN §3 rule 11); stores encrypt it.
struct Person {
    std::string number;        ///< psn_no, the insured side's
    std::string cert_type;     ///< psn_cert_type
    std::string cert_no;       ///< certno
    std::string name;          ///< psn_name
    std::string voucher_type;  ///< mdtrt_cert_type: 01 e-credential, 02 id card, 03 card
    std::string voucher_no;    ///< mdtrt_cert_no
    std::string card_sn;       ///< required with voucher type 03 across regions
    std::string person_type;   ///< psn_type
    std::string gender;        ///< gend
    std::string nationality;   ///< naty
    std::string birth_date;    ///< brdy
    std::string age;
    std::string civil_servant;  ///< cvlserv_flag

    bool operator==(const Person&) const = default;
};

/// The right to settle away from home, as the insured side answered it (SETTLEMENT §5). Kept on the visit, never judged
/// before quote and settle.
struct Filing {
    std::string type;  ///< residence | referral | emergency | other
    std::string number;
    std::string begin_date;
    std::string end_date;  ///< empty: does not expire

    bool operator==(const Filing&) const = default;
};

struct Insurance {
    InsuranceType type;
    std::string person_type;
    std::string status;  ///< psn_insu_stas, 1 normal
    DivisionCode insured_division;
    std::string balance;  ///< balc, decimal text
    std::string civil_servant;
    std::string begin_date;
    std::string end_date;
    std::string employer;
    Carried carried;
};

struct PersonRequest {  // 1101
    Person person;
    std::string at_date;  ///< begntime
    Carried carried;
};

struct PersonAnswer {
    Person person;
    std::vector<Insurance> insurances;
    std::vector<Carried> identities;  ///< idetinfo rows, passed on as they are
    std::vector<Filing> filings;
    Carried carried;
};

struct EntitlementRequest {  // 2001
    Person person;
    InsuranceType insurance_type;
    std::string med_type;
    std::string begin_time;
    std::string end_time;
    std::string disease_code;
    Carried carried;
};

struct Entitlement {
    std::string check_type;
    std::string fund_pay_type;
    std::string enjoys;
    std::string begin_date;
    std::string end_date;
    std::string reason;
    Carried carried;
};

struct EntitlementAnswer {
    std::vector<Entitlement> entitlements;
    std::vector<Filing> filings;
};

}  // namespace clearing
