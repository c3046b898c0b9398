#include "sim-peers/json.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace clearing::peers {
namespace {

constexpr int max_depth = 64;

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    std::expected<Json, std::string> document() {
        Json value;
        if (!read(value, 0)) return std::unexpected(error_);
        skip_space();
        if (at_ != text_.size()) return std::unexpected(where("text after the end"));
        return value;
    }

private:
    std::string where(const char* what) const { return std::string(what) + " at byte " + std::to_string(at_); }
    bool fail(const char* what) {
        error_ = where(what);
        return false;
    }
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    void skip_space() {
        while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
            ++at_;
    }
    bool take(char expected) {
        skip_space();
        if (peek() != expected) return false;
        ++at_;
        return true;
    }
    bool word(std::string_view expected) {
        if (text_.substr(at_, expected.size()) != expected) return fail("unknown word");
        at_ += expected.size();
        return true;
    }

    bool read(Json& value, int depth) {
        if (depth > max_depth) return fail("too deep");
        skip_space();
        switch (peek()) {
            case '{':
                return read_object(value, depth);
            case '[':
                return read_array(value, depth);
            case '"': {
                std::string text;
                if (!read_string(text)) return false;
                value = Json(std::move(text));
                return true;
            }
            case 't':
                value = Json(true);
                return word("true");
            case 'f':
                value = Json(false);
                return word("false");
            case 'n':
                value = Json();
                return word("null");
            default:
                return read_number(value);
        }
    }

    bool read_object(Json& value, int depth) {
        ++at_;
        value = Json::object();
        if (take('}')) return true;
        do {
            skip_space();
            std::string name;
            if (peek() != '"') return fail("a name expected");
            if (!read_string(name)) return false;
            if (value.has(name)) return fail("duplicate name");
            if (!take(':')) return fail("a colon expected");
            Json member;
            if (!read(member, depth + 1)) return false;
            value.set(std::move(name), std::move(member));
        } while (take(','));
        return take('}') || fail("} expected");
    }

    bool read_array(Json& value, int depth) {
        ++at_;
        value = Json::array();
        if (take(']')) return true;
        do {
            Json item;
            if (!read(item, depth + 1)) return false;
            value.push(std::move(item));
        } while (take(','));
        return take(']') || fail("] expected");
    }

    bool digits() {
        const auto begin = at_;
        while (peek() >= '0' && peek() <= '9')
            ++at_;
        return at_ > begin;
    }

    bool read_number(Json& value) {
        const auto begin = at_;
        if (peek() == '-') ++at_;
        const auto first = at_;
        if (!digits()) return fail("a value expected");
        if (text_[first] == '0' && at_ > first + 1) return fail("a leading zero");
        if (peek() == '.') {
            ++at_;
            if (!digits()) return fail("digits expected");
        }
        if (peek() == 'e' || peek() == 'E') {
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            if (!digits()) return fail("digits expected");
        }
        value = Json::number(std::string(text_.substr(begin, at_ - begin)));
        return true;
    }

    bool read_hex(unsigned& code) {
        code = 0;
        for (int i = 0; i < 4; ++i, ++at_) {
            const char c = peek();
            const auto digit = std::string_view("0123456789abcdef").find(c >= 'A' && c <= 'F' ? char(c + 32) : c);
            if (digit == std::string_view::npos || at_ >= text_.size()) return fail("four hex digits expected");
            code = code * 16 + static_cast<unsigned>(digit);
        }
        return true;
    }

    static void append_utf8(std::string& out, unsigned code) {
        if (code < 0x80) {
            out += static_cast<char>(code);
        } else if (code < 0x800) {
            out += static_cast<char>(0xC0 | (code >> 6));
            out += static_cast<char>(0x80 | (code & 0x3F));
        } else if (code < 0x10000) {
            out += static_cast<char>(0xE0 | (code >> 12));
            out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
            out += static_cast<char>(0x80 | (code & 0x3F));
        } else {
            out += static_cast<char>(0xF0 | (code >> 18));
            out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
            out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
            out += static_cast<char>(0x80 | (code & 0x3F));
        }
    }

    bool read_escape(std::string& out) {
        const char c = peek();
        ++at_;
        static constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
        if (const auto i = from.find(c); i != std::string_view::npos && c != '\0') {
            out += to[i];
            return true;
        }
        if (c != 'u') return fail("unknown escape");
        unsigned code = 0;
        if (!read_hex(code)) return false;
        if (code >= 0xDC00 && code < 0xE000) return fail("half a surrogate pair");
        if (code >= 0xD800 && code < 0xDC00) {
            if (text_.substr(at_, 2) != "\\u") return fail("half a surrogate pair");
            at_ += 2;
            unsigned low = 0;
            if (!read_hex(low)) return false;
            if (low < 0xDC00 || low > 0xDFFF) return fail("half a surrogate pair");
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        append_utf8(out, code);
        return true;
    }

    bool read_string(std::string& out) {
        ++at_;
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c == '"') return true;
            if (static_cast<unsigned char>(c) < 0x20) return fail("a control character");
            if (c != '\\') {
                out += c;
            } else if (!read_escape(out)) {
                return false;
            }
        }
        return fail("a string without end");
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string error_;
};

void write_string(std::string& out, std::string_view text) {
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20) {
            out += "\\u00";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

void write_value(std::string& out, const Json& value) {
    char between = 0;
    switch (value.kind()) {
        case Json::Kind::null:
            out += "null";
            break;
        case Json::Kind::boolean:
            out += value.truth() ? "true" : "false";
            break;
        case Json::Kind::number:
            out += value.text();
            break;
        case Json::Kind::string:
            write_string(out, value.raw_text());
            break;
        case Json::Kind::array:
            out += '[';
            for (const auto& item : value.items()) {
                if (between) out += between;
                between = ',';
                write_value(out, item);
            }
            out += ']';
            break;
        case Json::Kind::object:
            out += '{';
            for (const auto& [name, member] : value.members()) {
                if (between) out += between;
                between = ',';
                write_string(out, name);
                out += ':';
                write_value(out, member);
            }
            out += '}';
            break;
    }
}

std::string plain_number(std::string text) {
    if (text.find_first_of("eE") != std::string::npos) return text;
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') text.pop_back();
    }
    return text == "-0" ? "0" : text;
}

bool says_nothing(const Json& value) {
    return value.is_null() || (value.kind() == Json::Kind::string && value.text().empty());
}

}  // namespace

Json Json::of(Kind kind) {
    Json value;
    value.kind_ = kind;
    return value;
}

Json Json::number(std::string text) {
    Json value = of(Kind::number);
    value.text_ = std::move(text);
    return value;
}

std::string Json::text() const {
    if (kind_ == Kind::string) return text_ == "null" ? std::string() : text_;
    return kind_ == Kind::number || kind_ == Kind::boolean ? text_ : std::string();
}

long long Json::integer(long long otherwise) const {
    const std::string digits = text();
    if (digits.empty() || digits.find_first_not_of("-0123456789") != std::string::npos) return otherwise;
    return std::strtoll(digits.c_str(), nullptr, 10);
}

const Json& Json::operator[](std::string_view name) const {
    static const Json nothing;
    const auto found = std::ranges::find(members_, name, &Member::first);
    return found == members_.end() ? nothing : found->second;
}

bool Json::has(std::string_view name) const {
    return std::ranges::find(members_, name, &Member::first) != members_.end();
}

Json& Json::set(std::string name, Json value) {
    kind_ = Kind::object;
    const auto found = std::ranges::find(members_, name, &Member::first);
    if (found != members_.end()) {
        found->second = std::move(value);
    } else {
        members_.emplace_back(std::move(name), std::move(value));
    }
    return *this;
}

void Json::erase(std::string_view name) {
    std::erase_if(members_, [&](const Member& member) { return member.first == name; });
}

Json& Json::push(Json value) {
    kind_ = Kind::array;
    items_.push_back(std::move(value));
    return *this;
}

std::string Json::write() const {
    std::string out;
    write_value(out, *this);
    return out;
}

std::string Json::canonical() const {
    std::string out;
    if (kind_ == Kind::number) return plain_number(text_);
    if (kind_ == Kind::array) {
        for (const auto& item : items_)
            out += item.canonical() + ",";
        return "[" + out + "]";
    }
    if (kind_ == Kind::object) {
        std::vector<const Member*> sorted;
        for (const auto& member : members_) {
            if (!says_nothing(member.second)) sorted.push_back(&member);
        }
        std::ranges::sort(sorted, {}, [](const Member* member) -> const std::string& { return member->first; });
        for (const auto* member : sorted)
            out += member->first + "=" + member->second.canonical() + ";";
        return "{" + out + "}";
    }
    write_value(out, *this);
    return out;
}

std::expected<Json, std::string> Json::parse(std::string_view text) {
    return Reader(text).document();
}

std::expected<Json, std::string> read_json_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::unexpected(path + " cannot be read");
    std::ostringstream content;
    content << file.rdbuf();
    auto value = Json::parse(content.str());
    if (!value) return std::unexpected(path + ": " + value.error());
    return value;
}

}  // namespace clearing::peers
