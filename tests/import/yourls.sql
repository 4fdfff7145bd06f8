-- YOURLS's tables, with what is odd about real ones: 3,000 links of the same second, and counts that no log has.
CREATE DATABASE yourls CHARACTER SET utf8mb4;
USE yourls;
CREATE TABLE yourls_url (
    keyword varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '' PRIMARY KEY,
    url text COLLATE utf8mb4_bin NOT NULL, title text, timestamp timestamp NOT NULL DEFAULT current_timestamp,
    ip varchar(41) NOT NULL, clicks int(10) unsigned NOT NULL, KEY ip (ip), KEY timestamp (timestamp));
CREATE TABLE yourls_options (
    option_id bigint unsigned NOT NULL AUTO_INCREMENT, option_name varchar(64) NOT NULL DEFAULT '', option_value longtext NOT NULL,
    PRIMARY KEY (option_id, option_name));
CREATE TABLE yourls_log (
    click_id int NOT NULL AUTO_INCREMENT PRIMARY KEY, click_time datetime NOT NULL, shorturl varchar(100) BINARY NOT NULL,
    referrer varchar(200) NOT NULL, user_agent varchar(255) NOT NULL, ip_address varchar(41) NOT NULL,
    country_code char(2) NOT NULL, KEY shorturl (shorturl));
INSERT INTO yourls_options (option_name,option_value) VALUES ('next_id','37'),('active_plugins','a:1:{i:0;s:3:"a;b";}');
INSERT INTO yourls_url 
    SELECT CONCAT('k',seq), CONCAT('https://example.com/',seq,'?a=1&b=',seq), CONCAT('T &amp; ',seq),
    '2021-06-01 12:00:00','192.0.2.1',seq FROM seq_1_to_3000;
INSERT INTO yourls_url VALUES
('Abc','https://example.com/A','Tom &amp; Jerry&#039;s \\ "x" \n line; (y), ''q''','2020-10-26 17:20:40','192.0.2.1',12),
('abc','https://example.com/ä','😀 titel','2020-10-26 17:20:40','2001:db8::1',5),
('a.b','https://example.com/dot','','2020-10-26 17:20:40','',0),
('a/b','https://example.com/slash',NULL,'2020-10-26 17:20:40','',0),
('a-b_c','https://example.com/dash','-- no comment /* no */ # no','2020-10-26 17:20:40','',0),
('😀','https://example.com/emoji','e','2020-10-26 17:20:40','',1),
('ünï','https://example.com/u','e','2020-10-26 17:20:40','',1),
('NULL','https://example.com/null','NULL','2020-10-26 17:20:40','',2),
('mail','mailto:a@example.com','m','2020-10-26 17:20:40','',2),
('ctl','https://example.com/ctl',CONCAT('a',CHAR(26),'c\td'),'2020-10-26 17:20:40','',2),
('nul','https://example.com/nul',CONCAT('a',CHAR(0),'b'),'2020-10-26 17:20:40','',2),
('00','https://example.com/00','0','2020-10-26 17:20:40','',1);
INSERT INTO yourls_log (click_time,shorturl,referrer,user_agent,ip_address,country_code)
    SELECT '2021-07-01 10:00:00' + INTERVAL (seq DIV 3) SECOND, ELT(1+seq%5,'Abc','abc','a.b','k1','😀'),
    ELT(1+seq%3,'direct','https://news.example.org/?q=\'a\'',''),
    'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    ELT(1+seq%2,'192.0.2.7','2001:db8::7'), ELT(1+seq%2,'DE','') FROM seq_1_to_2000;
