#pragma once

#include <string>
#include <vector>

namespace clearing {

/// Takes out of another side's text what may be a person's before it is kept with a settlement: the words given, and
/// words of letters and digits with as many digits as a certificate or card number has; and the "(trace@ip)" that real
/// peers end with; and zero bytes. At most 300 bytes, whole characters.
std::string cleaned_peer_text(std::string text, const std::vector<std::string>& private_words);

}  // namespace clearing
