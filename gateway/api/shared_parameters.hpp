#pragma once

#include "gateway/api/route.hpp"

/// Parameters that mean the same wherever they stand.
namespace clearing::api::shared {

inline const Parameter day{"day", "clearing day, 2018-10-16"};
inline const Parameter direction{"direction",
                                 "visitor: insured elsewhere, treated here; resident_away: the other way",
                                 {"visitor", "resident_away"}};
inline const Parameter platform{"platform", "name of a platform of the configuration"};
inline const Parameter counterparty{"counterparty", "division code of the clearing counterparty"};
inline const Parameter limit{"limit", "at most so many, 1 to 1000; default 100"};
inline const Parameter bom{"bom", "csv with a byte order mark, for spreadsheets", {"true", "false"}};

}  // namespace clearing::api::shared
