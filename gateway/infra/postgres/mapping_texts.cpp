#include "gateway/infra/postgres/mapping_texts.hpp"

#include "gateway/infra/postgres/compress.hpp"
#include "gateway/infra/postgres/json_forms.hpp"

#include <openssl/evp.h>

namespace clearing::postgres {
namespace {

constexpr Sql mapping_text_exists{"mapping_text_exists", "SELECT 1 FROM mapping_text WHERE digest = $1"};
constexpr Sql insert_mapping_text{"insert_mapping_text", R"sql(
    INSERT INTO mapping_text (digest, packed) VALUES ($1, $2) ON CONFLICT DO NOTHING)sql"};
constexpr Sql insert_mapping_file{"insert_mapping_file", R"sql(
    INSERT INTO mapping_version_file (version, file, digest) VALUES ($1, $2, $3))sql"};
constexpr Sql select_mapping_texts{"mapping_texts", R"sql(
    SELECT f.file, f.digest, t.packed FROM mapping_version_file f JOIN mapping_text t USING (digest)
    WHERE f.version = $1 AND ($2::jsonb = '[]' OR f.file IN (SELECT jsonb_array_elements_text($2::jsonb)))
    ORDER BY f.file)sql"};

Sha256 digest_of_text(std::string_view text) {
    Sha256 digest{};
    unsigned int size = 0;
    auto* out = reinterpret_cast<unsigned char*>(digest.data());
    if (EVP_Digest(text.data(), text.size(), out, &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL has no SHA-256");
    return digest;
}

}  // namespace

void keep_mapping_texts(Session& session, const std::string& version, const std::map<std::string, std::string>& texts) {
    // By digest, as everybody does: two versions with texts in common never wait for each other.
    std::map<Sha256, std::string_view> by_digest;
    std::vector<std::pair<std::string_view, Sha256>> files;
    for (const auto& [file, text] : texts) {
        const Sha256 digest = digest_of_text(text);
        by_digest.emplace(digest, text);
        files.emplace_back(file, digest);
    }
    for (const auto& [digest, text] : by_digest)
        if (!session.first(mapping_text_exists, {digest}))
            session.run(insert_mapping_text, {digest, Bytes{packed(text)}});
    for (const auto& [file, digest] : files)
        session.run(insert_mapping_file, {version, file, digest});
}

std::map<std::string, std::string> read_mapping_texts(Session& session, const std::string& version,
                                                      const std::vector<std::string>& files) {
    std::map<std::string, std::string> texts;
    for (const Row& row : session.run(select_mapping_texts, {version, text_list(files)})) {
        std::optional<std::string> text = unpacked(row.bytes("packed").raw);
        if (!text || digest_of_text(*text) != row.digest("digest"))
            throw std::logic_error("a stored mapping text is not what its digest says: " + row.text("file"));
        texts.emplace(row.text("file"), std::move(*text));
    }
    return texts;
}

}  // namespace clearing::postgres
