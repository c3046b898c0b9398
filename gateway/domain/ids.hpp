#pragma once

#include "gateway/domain/strong_text.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace clearing {

using DivisionCode = StrongText<struct DivisionCodeMeaning>;        ///< six digits; districts and 99 forms occur
using InstitutionCode = StrongText<struct InstitutionCodeMeaning>;  ///< fixmedins_code, e.g. H33020300001
using PlatformName = StrongText<struct PlatformNameMeaning>;        ///< "delta", "national": a row of the config
using PeerName = StrongText<struct PeerNameMeaning>;                ///< "local-bureau", "shanghai", "national"
using MessageId = StrongText<struct MessageIdMeaning>;              ///< msgid, opaque
using SettlementId = StrongText<struct SettlementIdMeaning>;        ///< setl_id; ours are 30 characters
using VisitId = StrongText<struct VisitIdMeaning>;                  ///< mdtrt_id
using BillNumber = StrongText<struct BillNumberMeaning>;            ///< chrg_bchno, or the number of the mid-stay bill
using InsuranceType = StrongText<struct InsuranceTypeMeaning>;      ///< 310 employees, 390 residents, …
using QuoteId = StrongText<struct QuoteIdMeaning>;
using LineId = StrongText<struct LineIdMeaning>;  ///< feedetl_sn

using SettlementNo = StrongNumber<struct SettlementNoMeaning>;
using VisitNo = StrongNumber<struct VisitNoMeaning>;
using MessageNo = StrongNumber<struct MessageNoMeaning>;

/// Unique for life (SETTLEMENT §1). The peer is the authenticated one, not a name in the message.
struct MessageKey {
    PeerName peer;
    InstitutionCode institution;
    MessageId message;

    auto operator<=>(const MessageKey&) const = default;
};

/// At most one live settlement of a bill (SETTLEMENT §1).
struct BillKey {
    InstitutionCode institution;
    VisitId visit;
    BillNumber bill;

    auto operator<=>(const BillKey&) const = default;
};

/// The one key end to end on Delta: the treatment side's division and settlement id.
struct SettlementKey {
    DivisionCode treatment_division;
    SettlementId settlement;

    auto operator<=>(const SettlementKey&) const = default;
};

using Sha256 = std::array<std::byte, 32>;

/// The unambiguous text a message key is hashed over: parts preceded by their lengths.
std::string digest_text(std::string_view purpose, const MessageKey& key);

/// Division code + 24 characters of base32 (RFC 4648, no padding) of the first 15 bytes of SHA-256 (SETTLEMENT §1).
/// `digest` is over digest_text("settlement" or "visit", key): a message can make one of each.
std::string derived_id(std::string_view own_division, const Sha256& digest);

std::string hex(std::span<const std::byte> bytes);

}  // namespace clearing
