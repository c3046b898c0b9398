#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace clearing {

struct Reply;

/// The part of every request that is not its body.
struct CallHeader {
    std::string infno;
    MessageId message;
    DivisionCode treatment_division;  ///< mdtrtarea_admvs
    DivisionCode insured_division;    ///< insuplc_admdvs, as sent (a district, a 99 form, empty)
    InstitutionCode institution;      ///< fixmedins_code
    std::string institution_name;
    std::string operator_type, operator_code, operator_name;
    std::string sign_no;
};

/// One request as a service sees it: who asks, under which key, until when.
struct Call {
    PeerName peer;          ///< authenticated
    PlatformName platform;  ///< of the asking peer; empty for the local bureau
    Direction direction{};  ///< visitor: the local bureau asks
    CallHeader header;
    Sha256 content_digest{};  ///< over the canonical content (SETTLEMENT §1)
    Instant received_at{};    ///< business time
    std::chrono::steady_clock::time_point deadline;
    std::optional<ClearingDay> day;    ///< Delta, resident away: the envelope's day
    std::optional<SettlementKey> key;  ///< Delta, resident away: the partner's settlement key
    /// The same message came before and got no final answer: what it asks for may have been done then.
    bool came_before = false;
    std::shared_ptr<Reply> reply = {};  ///< settle: its yes is kept with its booking; null: by whoever answers

    MessageKey message_key() const { return {peer, header.institution, header.message}; }
};

}  // namespace clearing
