#pragma once

#include <string>

// The interface's names as finance reads them in tables. What a function does not know it gives back as it is: a
// daemon may be newer than this program.

namespace clearing::tools::words {

std::string direction(const std::string& name);        ///< "visitor": 外来就医
std::string money_direction(const std::string& name);  ///< the same as a bank's file writes it: 收, 付
std::string care(const std::string& name);
std::string insurance(const std::string& code);  ///< "310": 310 职工基本医疗保险
std::string component(const std::string& name);
std::string settlement_kind(const std::string& name);
std::string notice_state(const std::string& name);
std::string finding_state(const std::string& name);
std::string offer_state(const std::string& name);
std::string outbox_state(const std::string& name);
std::string revision_state(const std::string& name);
std::string bearer(const std::string& name);
std::string open_item(const std::string& kind);     ///< what of a year is not closed
std::string days_counted(const std::string& name);  ///< "working": 工作日

}  // namespace clearing::tools::words
