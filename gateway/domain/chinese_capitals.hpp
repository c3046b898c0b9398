#pragma once

#include "gateway/domain/money.hpp"

#include <string>

namespace clearing {

/// An amount in Chinese capitals (大写), as vouchers print it: 1,128.60 is 壹仟壹佰贰拾捌元陆角整. Rules of the central
/// bank's 正确填写票据和结算凭证的基本规定: 整 after 元 or 角, never after 分; one 零 for zeros in the middle, and
/// before 分 without 角; a negative amount begins with 负.
std::string in_chinese_capitals(Money amount);

}  // namespace clearing
