#include "gateway/domain/peer_text.hpp"

#include <algorithm>
#include <cctype>

namespace clearing {
namespace {

constexpr std::size_t longest_text = 300;
constexpr std::ptrdiff_t number_of_a_person = 8;  ///< shorter runs of digits are codes and amounts

void replace_all(std::string& text, const std::string& what) {
    if (what.size() < 2) return;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        text.replace(at, what.size(), "*");
}

void cut_spaces(std::string& text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
        text.pop_back();
}

void cut_trace(std::string& text) {
    const std::size_t open = text.rfind('(');
    if (open != std::string::npos && text.ends_with(')') && text.find('@', open) != std::string::npos)
        text.resize(open);
}

bool is_of_a_number(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

std::string without_numbers(const std::string& text) {
    std::string clean;
    for (auto at = text.begin(); at != text.end();) {
        const auto end = std::find_if_not(at, text.end(), is_of_a_number);
        if (end == at) {
            clean += *at++;
            continue;
        }
        if (std::count_if(at, end, [](char c) { return c >= '0' && c <= '9'; }) >= number_of_a_person)
            clean += '*';
        else
            clean.append(at, end);
        at = end;
    }
    return clean;
}

/// Cuts before a character that would not fit, never inside one.
void shorten(std::string& text) {
    if (text.size() <= longest_text) return;
    std::size_t end = longest_text;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    text.resize(end);
}

}  // namespace

std::string cleaned_peer_text(std::string text, const std::vector<std::string>& private_words) {
    std::erase(text, '\0');  // no store takes it
    for (const std::string& word : private_words)
        replace_all(text, word);
    cut_spaces(text);
    cut_trace(text);
    cut_spaces(text);
    text = without_numbers(text);
    shorten(text);
    return text;
}

}  // namespace clearing
