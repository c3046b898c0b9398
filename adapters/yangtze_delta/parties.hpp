#pragma once

#include "gateway/domain/ids.hpp"

#include <string>

namespace clearing::yangtze_delta {

/// Who a request is between: stands in every body, for the domain it is part of the leg or of the call.
struct Parties {
    DivisionCode treatment_division, insured_division;
    InstitutionCode institution;
    std::string institution_name;

    bool operator==(const Parties&) const = default;
};

/// A body as read: the domain's request and whom it is between.
template <class Request>
struct Between {
    Parties parties;
    Request request;
};

}  // namespace clearing::yangtze_delta
